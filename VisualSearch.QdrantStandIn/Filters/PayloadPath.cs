using System.Globalization;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Filters;

/// <summary>A key of a payload: <c>brand</c>, <c>image.width</c>, <c>variants[].color</c>, <c>tags[0]</c>.</summary>
internal sealed class PayloadPath
{
    private readonly (string Name, string? Index)[] _steps;

    private PayloadPath((string Name, string? Index)[] steps) => _steps = steps;

    public static PayloadPath Parse(string text)
    {
        if (text.Length == 0)
        {
            throw RefusalException.Format($"Invalid json path: '{text}'");
        }

        return new PayloadPath([.. text.Split('.').Select(step =>
        {
            int bracket = step.IndexOf('[', StringComparison.Ordinal);
            return bracket < 0 ? (step, null) : (step[..bracket], (string?)step[(bracket + 1)..].TrimEnd(']'));
        })]);
    }

    /// <summary>What lies at the key, arrays and nulls whole; nothing when it is absent.</summary>
    public IEnumerable<JsonNode?> Find(JsonObject payload)
    {
        IEnumerable<JsonNode?> found = [payload];
        foreach ((string name, string? index) in _steps)
        {
            found = found.OfType<JsonObject>().Where(node => node.ContainsKey(name)).Select(node => node[name]);
            if (index is not null)
            {
                found = found.OfType<JsonArray>().SelectMany(array => index.Length == 0
                    ? array
                    : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int at) && at < array.Count ? [array[at]] : Enumerable.Empty<JsonNode?>());
            }
        }

        return found;
    }

    /// <summary>Single values at the key: those of an array one by one.</summary>
    public IEnumerable<JsonValue> Values(JsonObject payload) => Find(payload).SelectMany(node => node is JsonArray array ? array : Enumerable.Repeat(node, 1)).OfType<JsonValue>();
}
