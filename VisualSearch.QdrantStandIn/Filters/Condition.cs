using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Filters;

/// <summary>Reads one condition of a filter.</summary>
internal static class Condition
{
    public static Func<Candidate, bool> Parse(JsonElement json, IReadOnlyDictionary<string, PayloadIndex> indexes)
    {
        if (Filter.IsFilter(json))
        {
            return Filter.Parse(json, indexes);
        }

        if (json.TryGetProperty("has_id", out JsonElement ids))
        {
            HashSet<PointId> wanted = [.. ids.EnumerateArray().Select(PointId.Parse)];
            return point => wanted.Contains(point.Id);
        }

        if (json.TryGetProperty("has_vector", out JsonElement name))
        {
            return name.GetString()!.Length == 0 ? point => point.HasVector : throw RefusalException.Beyond("named vectors");
        }

        if (json.TryGetProperty("is_empty", out JsonElement empty))
        {
            PayloadPath path = PathOf(empty);
            return point => path.Find(point.Payload).All(node => node is null or JsonArray { Count: 0 });
        }

        if (json.TryGetProperty("is_null", out JsonElement isNull))
        {
            PayloadPath path = PathOf(isNull);
            return point => path.Find(point.Payload).Any(node => node is null || (node is JsonArray array && array.Contains(null)));
        }

        if (json.TryGetProperty("nested", out JsonElement nested))
        {
            PayloadPath path = PathOf(nested);
            Func<Candidate, bool> inner = Filter.Parse(nested.GetProperty("filter"), indexes);
            return point => path.Find(point.Payload)
                .SelectMany(node => node is JsonArray array ? array : Enumerable.Repeat(node, 1))
                .OfType<JsonObject>()
                .Any(element => inner(point with { Payload = element }));
        }

        return json.TryGetProperty("key", out _) ? ParseField(json, indexes) : throw RefusalException.Variant("Condition");
    }

    private static PayloadPath PathOf(JsonElement json) => PayloadPath.Parse(json.GetProperty("key").GetString()!);

    private static Func<Candidate, bool> ParseField(JsonElement json, IReadOnlyDictionary<string, PayloadIndex> indexes)
    {
        string key = json.GetProperty("key").GetString()!;
        PayloadPath path = PayloadPath.Parse(key);
        PayloadIndex? index = indexes.GetValueOrDefault(key);
        if (json.TryGetProperty("match", out JsonElement match))
        {
            Func<JsonValue, bool> matches = Matching.Parse(match, index);
            return point => path.Values(point.Payload).Any(matches);
        }

        if (json.TryGetProperty("range", out JsonElement range))
        {
            Func<JsonValue, bool> within = Range(range);
            // An index of whole numbers takes no others in, and a range asks only the index.
            return point => path.Values(point.Payload).Any(value => within(value) && (index?.Kind != "integer" || index.Takes(value)));
        }

        if (json.TryGetProperty("values_count", out JsonElement count))
        {
            Func<double, bool> within = Bounds(count, bound => bound.GetDouble());
            return point => path.Find(point.Payload).Any(node => within(node is JsonArray array ? array.Count : node is null ? 0 : 1));
        }

        throw RefusalException.Validation("filter.must[0].__all__: Validation error: At least one field condition must be specified [{}]");
    }

    private static Func<JsonValue, bool> Range(JsonElement range)
    {
        if (range.EnumerateObject().Any(bound => bound.Value.ValueKind == JsonValueKind.String))
        {
            Func<DateTimeOffset, bool> dates = Bounds(range, bound => PayloadIndex.TryDate(bound.ToString(), out DateTimeOffset date)
                ? date
                : throw RefusalException.Format($"'{bound}' does not match accepted datetime format (RFC3339). Example: 2014-01-01T00:00:00Z"));
            return value => value.GetValueKind() == JsonValueKind.String && PayloadIndex.TryDate(value.ToString(), out DateTimeOffset date) && dates(date);
        }

        Func<double, bool> numbers = Bounds(range, bound => bound.GetDouble());
        return value => value.GetValueKind() == JsonValueKind.Number && numbers(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture));
    }

    private static Func<T, bool> Bounds<T>(JsonElement range, Func<JsonElement, T> read)
        where T : struct, IComparable<T>
    {
        T? lt = Bound("lt"), lte = Bound("lte"), gt = Bound("gt"), gte = Bound("gte");
        return value => (lt is null || value.CompareTo(lt.Value) < 0)
            && (lte is null || value.CompareTo(lte.Value) <= 0)
            && (gt is null || value.CompareTo(gt.Value) > 0)
            && (gte is null || value.CompareTo(gte.Value) >= 0);

        T? Bound(string name) => range.TryGetProperty(name, out JsonElement bound) && bound.ValueKind != JsonValueKind.Null ? read(bound) : null;
    }
}
