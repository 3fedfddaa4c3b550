using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Filters;

/// <summary>A payload index: here it makes nothing faster, it only changes what some conditions find.</summary>
/// <param name="Parameters">As they were sent; null when only a kind was.</param>
internal sealed record PayloadIndex(string Kind, JsonObject? Parameters)
{
    private static readonly HashSet<string> Kinds = ["keyword", "integer", "float", "bool", "geo", "datetime", "uuid", "text"];

    public static PayloadIndex Parse(JsonElement schema)
    {
        bool whole = schema.ValueKind == JsonValueKind.Object;
        string? kind = whole && schema.TryGetProperty("type", out JsonElement type) ? type.GetString() : schema.ValueKind == JsonValueKind.String ? schema.GetString() : null;
        return kind is not null && Kinds.Contains(kind) ? new PayloadIndex(kind, whole ? JsonObject.Create(schema.Clone()) : null) : throw RefusalException.Variant("PayloadFieldSchema");
    }

    /// <summary>Whether the index would take the value in.</summary>
    public bool Takes(JsonValue value) => Kind switch
    {
        "keyword" or "text" => value.GetValueKind() == JsonValueKind.String,
        "float" => value.GetValueKind() == JsonValueKind.Number,
        "integer" => IsInteger(value),
        "bool" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "datetime" => value.GetValueKind() == JsonValueKind.String && TryDate(value.ToString(), out _),
        "uuid" => value.GetValueKind() == JsonValueKind.String && Guid.TryParse(value.ToString(), out _),
        _ => false,
    };

    public JsonObject ToJson(long points)
    {
        JsonObject json = new() { ["data_type"] = Kind };
        if (Parameters is not null)
        {
            json["params"] = Parameters.DeepClone();
        }

        json["points"] = points;
        return json;
    }

    /// <summary>The words of a text as a text index sees them.</summary>
    public IEnumerable<string> Words(string text)
    {
        int least = (int?)Parameters?["min_token_len"] ?? 0;
        int most = (int?)Parameters?["max_token_len"] ?? int.MaxValue;
        bool lower = (bool?)Parameters?["lowercase"] ?? true;
        string separated = string.Concat(text.Select(sign => char.IsLetterOrDigit(sign) ? sign : ' '));
        return separated.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => lower ? word.ToLowerInvariant() : word)
            .Where(word => word.Length >= least && word.Length <= most);
    }

    public static bool IsInteger(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    public static bool TryDate(string text, out DateTimeOffset date) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date) && text.Contains('-', StringComparison.Ordinal);
}
