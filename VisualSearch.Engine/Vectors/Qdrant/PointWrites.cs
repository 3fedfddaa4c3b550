using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>A point to be written: a picture of a product, or, without one, the memory of its removal.</summary>
internal readonly record struct PointWrite(ProductVectors Product, PictureVector? Picture)
{
    public Guid Id => Picture is null ? PointIds.OfRemoval(Product.Product) : PointIds.Of(Product.Product, Picture.Picture);
}

/// <summary>Points to be deleted.</summary>
/// <param name="Products">Of these everything older than <paramref name="Version"/>.</param>
/// <param name="Ids">And of these whatever is not newer than <paramref name="Version"/>.</param>
internal sealed record PointDeletion(IReadOnlyList<ProductId> Products, long Version, IReadOnlyList<Guid> Ids);

/// <summary>The body of one <c>points/batch</c>: an upsert that leaves newer points as they are, then a deletion. The server does them in this order.</summary>
/// <param name="now">Seconds since 1970.</param>
internal sealed class PointWrites(ReadOnlyMemory<PointWrite> points, IReadOnlyList<PointDeletion> deletions, int dimension, long now)
{
    /// <summary>Bytes of a point besides its vector, by estimate: id, names and numbers; category and brand are counted by their length.</summary>
    private const int FrameBytes = 192;

    private const int BytesOfNumber = 12;

    public static int EstimateBytes(PointWrite point) => FrameBytes
        + (3 * ((point.Product.Fields.Category?.Length ?? 0) + (point.Product.Fields.Brand?.Length ?? 0)))
        + ((point.Picture?.Vector.Length ?? 0) * BytesOfNumber);

    public JsonBody ToContent() => new(WriteAsync);

    private async ValueTask WriteAsync(Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteStartArray("operations"u8);
        if (points.Length > 0)
        {
            json.WriteStartObject();
            json.WriteStartObject("upsert"u8);
            json.WriteStartArray("points"u8);
            byte[] digits = ArrayPool<byte>.Shared.Rent(((dimension + 1) * HalfDigits.MostBytes) + 2);
            for (int at = 0; at < points.Length; at++)
            {
                Write(json, points.Span[at], digits);
                await JsonBody.FlushWhenFullAsync(json, cancellationToken).ConfigureAwait(false);
            }

            ArrayPool<byte>.Shared.Return(digits);
            json.WriteEndArray();
            json.WriteStartObject("update_filter"u8);
            WriteNotNewer(json);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (deletions.Count > 0)
        {
            WriteDeletions(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Which stored points may be replaced: one branch for each version among the new ones.</summary>
    private void WriteNotNewer(Utf8JsonWriter json)
    {
        json.WriteStartArray("should"u8);
        foreach (IGrouping<long, ProductId> group in MemoryMarshal.ToEnumerable(points).GroupBy(point => point.Product.Version, point => point.Product.Product))
        {
            StartBranch(json);
            Filters.AnyOf(json, group.Distinct());
            Filters.Between(json, Fields.Version, null, group.Key);
            EndBranch(json);
        }

        json.WriteEndArray();
    }

    private void WriteDeletions(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("delete"u8);
        json.WriteStartObject("filter"u8);
        json.WriteStartArray("should"u8);
        foreach (PointDeletion deletion in deletions)
        {
            if (deletion.Products.Count > 0)
            {
                StartBranch(json);
                Filters.AnyOf(json, deletion.Products);
                Filters.Between(json, Fields.Version, null, deletion.Version - 1);
                EndBranch(json);
            }

            if (deletion.Ids.Count > 0)
            {
                StartBranch(json);
                Filters.HasId(json, deletion.Ids);
                Filters.Between(json, Fields.Version, null, deletion.Version);
                EndBranch(json);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void StartBranch(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("must"u8);
    }

    private static void EndBranch(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, PointWrite point, byte[] digits)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, point.Id);
        json.WritePropertyName("vector"u8);
        if (point.Picture is null)
        {
            // A point without a vector is found by no search.
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else
        {
            int length = HalfDigits.Table.Write(point.Picture.Vector.Span, digits);
            json.WriteRawValue(digits.AsSpan(0, length), skipInputValidation: true);
        }

        json.WriteStartObject("payload"u8);
        json.WriteNumber("product_id"u8, point.Product.Product.Value);
        json.WriteNumber("version"u8, point.Product.Version);
        if (point.Picture is null)
        {
            json.WriteBoolean("removed"u8, true);
            json.WriteNumber("removed_at"u8, now);
        }
        else
        {
            json.WriteNumber("picture_id"u8, point.Picture.Picture.Value);
            Write(json, point.Product.Fields);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FilterFields fields)
    {
        if (fields.Category is not null)
        {
            json.WriteString("category"u8, fields.Category);
        }

        if (fields.Brand is not null)
        {
            json.WriteString("brand"u8, fields.Brand);
        }

        if (fields.PriceMinor is not null)
        {
            json.WriteNumber("price_minor"u8, fields.PriceMinor.Value);
        }

        if (fields.InStock is not null)
        {
            json.WriteBoolean("in_stock"u8, fields.InStock.Value);
        }
    }
}
