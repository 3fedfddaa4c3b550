using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>Writes conditions of Qdrant's filters. A range takes 64-bit floats, which hold whole numbers up to 2^53 exactly.</summary>
internal static class Filters
{
    /// <summary>Writes the member <c>filter</c>, or nothing when the filter asks for nothing.</summary>
    public static void Write(Utf8JsonWriter json, SearchFilter filter)
    {
        if (filter.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("filter"u8);
        json.WriteStartArray("must"u8);
        AnyOf(json, Fields.Category, filter.Categories);
        AnyOf(json, Fields.Brand, filter.Brands);
        if (filter.PriceMinMinor is not null || filter.PriceMaxMinor is not null)
        {
            Between(json, Fields.PriceMinor, filter.PriceMinMinor, filter.PriceMaxMinor);
        }

        if (filter.InStock is { } inStock)
        {
            Is(json, Fields.InStock, inStock);
        }

        json.WriteEndArray();
        if (filter.Exclude.Count > 0)
        {
            json.WriteStartArray("must_not"u8);
            AnyOf(json, filter.Exclude);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void AnyOf(Utf8JsonWriter json, IEnumerable<ProductId> products)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, Fields.Product);
        json.WriteStartObject("match"u8);
        json.WriteStartArray("any"u8);
        foreach (ProductId product in products)
        {
            json.WriteNumberValue(product.Value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Is(Utf8JsonWriter json, string key, bool value)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("match"u8);
        json.WriteBoolean("value"u8, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Bounds are inclusive.</summary>
    public static void Between(Utf8JsonWriter json, string key, long? least, long? most)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("range"u8);
        if (least is not null)
        {
            json.WriteNumber("gte"u8, least.Value);
        }

        if (most is not null)
        {
            json.WriteNumber("lte"u8, most.Value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void HasId(Utf8JsonWriter json, IEnumerable<Guid> ids)
    {
        json.WriteStartObject();
        json.WriteStartArray("has_id"u8);
        foreach (Guid id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void AnyOf(Utf8JsonWriter json, string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("match"u8);
        json.WriteStartArray("any"u8);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
