using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn;

/// <summary>Which keys of a payload an answer has. Only keys of the first level: paths into arrays are beyond this server.</summary>
internal sealed class PayloadChoice(IReadOnlySet<string>? include, IReadOnlySet<string>? exclude)
{
    public static readonly PayloadChoice All = new(null, null);

    /// <returns>Null for no payload at all.</returns>
    public static PayloadChoice? Parse(JsonElement body, bool byDefault)
    {
        if (!body.TryGetProperty("with_payload", out JsonElement choice) || choice.ValueKind == JsonValueKind.Null)
        {
            return byDefault ? All : null;
        }

        return choice.ValueKind switch
        {
            JsonValueKind.True => All,
            JsonValueKind.False => null,
            JsonValueKind.Array => new PayloadChoice(Keys(choice), null),
            JsonValueKind.Object when choice.TryGetProperty("include", out JsonElement include) => new PayloadChoice(Keys(include), null),
            JsonValueKind.Object when choice.TryGetProperty("exclude", out JsonElement exclude) => new PayloadChoice(null, Keys(exclude)),
            _ => throw RefusalException.Variant("WithPayloadInterface"),
        };
    }

    public JsonObject Of(JsonObject payload) => new(payload
        .Where(member => (include is null || include.Contains(member.Key)) && (exclude is null || !exclude.Contains(member.Key)))
        .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static HashSet<string> Keys(JsonElement list)
    {
        HashSet<string> keys = [.. list.EnumerateArray().Select(key => key.GetString()!)];
        return keys.Any(key => key.Contains('[') || key.Contains('.')) ? throw RefusalException.Beyond("payload choices by path") : keys;
    }
}
