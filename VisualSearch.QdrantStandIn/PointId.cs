using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn;

/// <summary>An unsigned number or a UUID; numbers sort before UUIDs.</summary>
internal readonly record struct PointId(ulong Number, Guid? Uuid) : IComparable<PointId>
{
    public static PointId Parse(JsonElement json)
    {
        return TryParse(json, out PointId id)
            ? id
            : throw RefusalException.Format($"value {json} is not a valid point ID, valid values are either an unsigned integer or a UUID");
    }

    public static bool TryParse(JsonElement json, out PointId id)
    {
        id = default;
        return json.ValueKind switch
        {
            JsonValueKind.Number => TryParse(json.GetRawText(), numbers: true, uuids: false, out id),
            JsonValueKind.String => TryParse(json.GetString()!, numbers: false, uuids: true, out id),
            _ => false,
        };
    }

    public static bool TryParse(string text, bool numbers, bool uuids, out PointId id)
    {
        if (numbers && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            id = new PointId(number, null);
            return true;
        }

        bool urn = text.StartsWith("urn:uuid:", StringComparison.Ordinal);
        string bare = urn ? text["urn:uuid:".Length..] : text;
        bool parsed = Guid.TryParseExact(bare, "D", out Guid uuid) || (!urn && Guid.TryParseExact(bare, "N", out uuid));
        id = new PointId(0, uuid);
        return uuids && parsed;
    }

    public int CompareTo(PointId other) => (Uuid, other.Uuid) switch
    {
        (null, null) => Number.CompareTo(other.Number),
        (null, _) => -1,
        (_, null) => 1,
        _ => Uuid.Value.CompareTo(other.Uuid.Value),
    };

    public JsonNode ToJson() => Uuid is { } uuid ? JsonValue.Create(uuid.ToString("D")) : JsonValue.Create(Number);

    public override string ToString() => Uuid?.ToString("D") ?? Number.ToString(CultureInfo.InvariantCulture);
}
