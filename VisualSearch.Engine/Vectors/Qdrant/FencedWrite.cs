using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>
/// Puts products in their new state beside other writers, without a lock and without a transaction:
/// 1 look for points that are newer or as new; a product with a newer one stays as it is -> 2 upsert, which leaves a newer point of the same picture alone ->
/// 3 delete what is older, and what step 1 saw of the same version and is not among the new -> 4 look again: whoever finds a newer point deletes its own.
/// Of two writers at once the one whose step 4 comes last sees both, so only points of the newest version stay. A removal is a point too, one without a vector.
/// docs/adr/0011-a-removal-is-a-point-too.md has the reasoning.
/// </summary>
internal sealed class FencedWrite(QdrantVectorIndex index, QdrantOptions options, DateTimeOffset now)
{
    /// <summary>One state for each product: the newest, and of equal ones the last.</summary>
    public static IEnumerable<ProductVectors> NewestOf(IReadOnlyList<ProductVectors> products)
    {
        Dictionary<ProductId, ProductVectors> newest = new(products.Count);
        foreach (ProductVectors product in products)
        {
            if (!newest.TryGetValue(product.Product, out ProductVectors? known) || known.Version <= product.Version)
            {
                newest[product.Product] = product;
            }
        }

        return newest.Values;
    }

    public async Task RunAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
    {
        List<PointRecord> present = await index.FindAsync(json => WriteAtLeast(json, products), cancellationToken).ConfigureAwait(false);
        Dictionary<ProductId, long> stored = NewestVersions(present);
        ProductVectors[] open = [.. products.Where(product => stored.GetValueOrDefault(product.Product, long.MinValue) <= product.Version).OrderBy(product => product.Version)];
        if (open.Length == 0)
        {
            return;
        }

        await WriteAsync(open, present, cancellationToken).ConfigureAwait(false);
        List<PointRecord> strangers = await index.FindAsync(json => WriteStrangers(json, open), cancellationToken).ConfigureAwait(false);
        if (strangers.Count > 0)
        {
            await index.WriteAsync(new PointWrites(default, [.. Outdated(open, strangers)], index.Dimension, now.ToUnixTimeSeconds()), cancellationToken).ConfigureAwait(false);
        }
    }

    private static Dictionary<ProductId, long> NewestVersions(IEnumerable<PointRecord> records)
    {
        Dictionary<ProductId, long> newest = [];
        foreach (PointRecord record in records)
        {
            newest[record.Product] = Math.Max(newest.GetValueOrDefault(record.Product, long.MinValue), record.Version);
        }

        return newest;
    }

    /// <summary>What to delete of products that have points of several versions.</summary>
    private static IEnumerable<PointDeletion> Outdated(IReadOnlyList<ProductVectors> written, IReadOnlyList<PointRecord> strangers)
    {
        Dictionary<ProductId, long> newest = NewestVersions(strangers);
        return from product in written
               where newest.ContainsKey(product.Product)
               select new PointDeletion([product.Product], Math.Max(product.Version, newest[product.Product]), []);
    }

    private static void WriteAtLeast(Utf8JsonWriter json, IReadOnlyList<ProductVectors> products) =>
        WriteByVersion(json, products, (writer, version) => Filters.Between(writer, Fields.Version, version, null), "must"u8);

    private static void WriteStrangers(Utf8JsonWriter json, IReadOnlyList<ProductVectors> products) =>
        WriteByVersion(json, products, (writer, version) => Filters.Between(writer, Fields.Version, version, version), "must_not"u8);

    private static void WriteByVersion(Utf8JsonWriter json, IReadOnlyList<ProductVectors> products, Action<Utf8JsonWriter, long> condition, ReadOnlySpan<byte> clause)
    {
        json.WriteStartArray("should"u8);
        foreach (IGrouping<long, ProductVectors> group in products.GroupBy(product => product.Version))
        {
            json.WriteStartObject();
            json.WriteStartArray("must"u8);
            Filters.AnyOf(json, group.Select(product => product.Product));
            if (!clause.SequenceEqual("must"u8))
            {
                json.WriteEndArray();
                json.WriteStartArray(clause);
            }

            condition(json, group.Key);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="open">In order of version.</param>
    private async Task WriteAsync(IReadOnlyList<ProductVectors> open, List<PointRecord> present, CancellationToken cancellationToken)
    {
        PointWrite[] points = [.. open.SelectMany(product => product.Pictures.Count == 0
            ? [new PointWrite(product, null)]
            : product.Pictures.Select(picture => new PointWrite(product, picture)))];
        HashSet<Guid> kept = [.. points.Select(point => point.Id)];
        ILookup<long, PointRecord> sameVersion = present.Where(record => !kept.Contains(record.Id)).ToLookup(record => record.Version);
        HashSet<ProductId> written = [.. open.Select(product => product.Product)];
        PointDeletion[] deletions = [.. open.GroupBy(product => product.Version).Select(group => new PointDeletion(
            [.. group.Select(product => product.Product)],
            group.Key,
            [.. sameVersion[group.Key].Where(record => written.Contains(record.Product)).Select(record => record.Id)]))];

        long seconds = now.ToUnixTimeSeconds();
        for (int first = 0; first < points.Length;)
        {
            int count = 0;
            for (int bytes = 0; first + count < points.Length && count < options.UpsertVectors; count++)
            {
                bytes += PointWrites.EstimateBytes(points[first + count]);
                if (count > 0 && bytes > options.UpsertBytes)
                {
                    break;
                }
            }

            ReadOnlyMemory<PointWrite> slice = points.AsMemory(first, count);
            first += count;

            // Deletions go last: until all new points are there the old ones keep the product among the hits.
            await index.WriteAsync(new PointWrites(slice, first == points.Length ? deletions : [], index.Dimension, seconds), cancellationToken).ConfigureAwait(false);
        }
    }
}
