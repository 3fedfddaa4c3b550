using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Queries;

/// <summary>Points in order of id, a page at a time.</summary>
internal sealed class Scroll
{
    private readonly JsonElement _body;
    private readonly int _limit;
    private readonly PointId? _offset;
    private readonly PayloadChoice? _payload;
    private readonly bool _withVector;

    public Scroll(JsonElement body)
    {
        _body = body;
        if (body.TryGetProperty("order_by", out _))
        {
            throw RefusalException.Beyond("order_by");
        }

        _limit = Query.Number(body, "limit", 10, least: 1, "scroll_request");
        _offset = body.TryGetProperty("offset", out JsonElement offset) && offset.ValueKind != JsonValueKind.Null ? PointId.Parse(offset) : null;
        _payload = PayloadChoice.Parse(body, byDefault: true);
        _withVector = body.TryGetProperty("with_vector", out JsonElement with) && with.ValueKind == JsonValueKind.True;
    }

    public JsonObject Run(Collection collection)
    {
        Point[] page = [.. collection.Matching(_body).Where(point => _offset is null || point.Id.CompareTo(_offset.Value) >= 0).Take(_limit + 1)];
        return new JsonObject
        {
            ["points"] = new JsonArray([.. page.Take(_limit).Select(point => (JsonNode)point.ToJson(_payload, _withVector))]),
            ["next_page_offset"] = page.Length > _limit ? page[_limit].Id.ToJson() : null,
        };
    }
}
