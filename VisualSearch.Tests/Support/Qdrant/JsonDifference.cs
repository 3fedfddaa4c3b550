using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.Tests.Support.Qdrant;

/// <summary>Compares answers as the recordings ask for: without times, numbers to 1e-5, error texts by their beginning, members in any order.</summary>
internal static class JsonDifference
{
    public static string? Find(JsonNode? actual, JsonNode? expected, string place) => (actual, expected) switch
    {
        (null, null) => null,
        (JsonObject found, JsonObject wanted) => OfObjects(found, wanted, place),
        (JsonArray found, JsonArray wanted) when found.Count == wanted.Count =>
            found.Zip(wanted, (one, other) => (one, other)).Select((pair, at) => Find(pair.one, pair.other, $"{place}[{at}]")).FirstOrDefault(difference => difference is not null),
        (JsonValue found, JsonValue wanted) when Same(found, wanted, place) => null,
        _ => $"{place} is {actual?.ToJsonString() ?? "null"} instead of {expected?.ToJsonString() ?? "null"}",
    };

    private static string? OfObjects(JsonObject found, JsonObject wanted, string place)
    {
        string[] names = [.. wanted.Select(member => member.Key).Union(found.Select(member => member.Key)).Where(name => name != "time")];
        foreach (string name in names)
        {
            if (!wanted.ContainsKey(name) || !found.ContainsKey(name))
            {
                return $"{place}.{name} is {(wanted.ContainsKey(name) ? "missing" : "too much")}";
            }

            if (Find(found[name], wanted[name], $"{place}.{name}") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static bool Same(JsonValue found, JsonValue wanted, string place)
    {
        if (found.GetValueKind() != wanted.GetValueKind())
        {
            return false;
        }

        if (wanted.GetValueKind() == JsonValueKind.Number)
        {
            return found.ToJsonString() == wanted.ToJsonString() || Math.Abs(Number(found) - Number(wanted)) <= 1e-5;
        }

        return place.EndsWith(".status.error", StringComparison.Ordinal)
            ? found.ToString().StartsWith(Beginning(wanted.ToString()), StringComparison.Ordinal)
            : found.ToString() == wanted.ToString();
    }

    private static double Number(JsonValue value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Beginning(string text) => text.Split(": ")[0].Split('(')[0];
}
