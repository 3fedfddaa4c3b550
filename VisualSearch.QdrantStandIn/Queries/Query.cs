using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.QdrantStandIn.Writes;

namespace VisualSearch.QdrantStandIn.Queries;

/// <summary>The nearest points of a vector or of a point, compared with every one; or, without a query, points in order of id.</summary>
internal sealed class Query
{
    private readonly JsonElement _body;
    private readonly float[]? _vector;
    private readonly PointId? _point;
    private readonly int _limit;
    private readonly int _offset;
    private readonly float? _threshold;
    private readonly PayloadChoice? _payload;
    private readonly bool _withVector;

    public Query(JsonElement body)
    {
        _body = body;
        if (body.TryGetProperty("prefetch", out _))
        {
            throw RefusalException.Beyond("prefetches");
        }

        if (body.TryGetProperty("query", out JsonElement query) && query.ValueKind != JsonValueKind.Null)
        {
            (_vector, _point) = ReadTarget(query);
        }

        _limit = Number(body, "limit", 10, least: 1);
        _offset = Number(body, "offset", 0, least: 0);
        _threshold = body.TryGetProperty("score_threshold", out JsonElement threshold) && threshold.ValueKind == JsonValueKind.Number ? threshold.GetSingle() : null;
        _payload = PayloadChoice.Parse(body, byDefault: false);
        _withVector = body.TryGetProperty("with_vector", out JsonElement with) && with.ValueKind == JsonValueKind.True;
        if (body.TryGetProperty("params", out JsonElement parameters)
            && parameters.TryGetProperty("quantization", out JsonElement quantization)
            && quantization.TryGetProperty("oversampling", out JsonElement oversampling)
            && oversampling.GetDouble() < 1)
        {
            throw RefusalException.Validation($"internal.params.quantization.oversampling: value {oversampling} invalid, must be 1.0 or larger");
        }
    }

    public JsonArray Run(Collection collection) => new JsonArray([.. Ranked(collection).Skip(_offset).Take(_limit).Select(hit => (JsonNode)ToJson(hit.Point, hit.Score))]);

    /// <summary>All of them, best first.</summary>
    public IEnumerable<(Point Point, float Score)> Ranked(Collection collection)
    {
        if (_body.TryGetProperty("using", out JsonElement name) && name.ValueKind == JsonValueKind.String && name.GetString()!.Length > 0)
        {
            throw RefusalException.NoVector(name.GetString()!);
        }

        IEnumerable<Point> candidates = collection.Matching(_body);
        if (_vector is null && _point is null)
        {
            return candidates.Select(point => (point, 1f));
        }

        float[] target = _vector is not null ? collection.Prepare(_vector) : VectorOf(collection, _point!.Value);
        Distance distance = collection.Config.Distance;
        IEnumerable<(Point Point, float Score)> scored = candidates
            .Where(point => point.Vector is not null && point.Id != _point)
            .Select(point => (point, distance.Score(target, point.Vector!)));
        return distance.LargerIsNearer()
            ? scored.Where(hit => _threshold is null || hit.Score > _threshold).OrderByDescending(hit => hit.Score)
            : scored.Where(hit => _threshold is null || hit.Score < _threshold).OrderBy(hit => hit.Score);
    }

    public JsonObject ToJson(Point point, float score)
    {
        bool asked = _vector is not null || _point is not null;
        JsonObject json = new() { ["id"] = point.Id.ToJson(), ["version"] = asked ? point.Version : 0, ["score"] = score };
        foreach ((string key, JsonNode? value) in point.ToJson(_payload, _withVector))
        {
            if (key != "id")
            {
                json[key] = value?.DeepClone();
            }
        }

        return json;
    }

    public static int Number(JsonElement body, string name, int byDefault, int least, string place = "internal")
    {
        if (!body.TryGetProperty(name, out JsonElement number) || number.ValueKind == JsonValueKind.Null)
        {
            return byDefault;
        }

        if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out long value) || value < 0)
        {
            throw RefusalException.Format($"invalid value: {number}, expected usize");
        }

        return value >= least ? (int)Math.Min(value, int.MaxValue) : throw RefusalException.Validation($"{place}.{name}: value {value} invalid, must be {least} or larger");
    }

    private static (float[]? Vector, PointId? Point) ReadTarget(JsonElement query)
    {
        switch (query.ValueKind)
        {
            case JsonValueKind.Array:
                return (Upsert.ReadVector(query, out _), null);
            case JsonValueKind.Object when query.TryGetProperty("nearest", out JsonElement nearest):
                return query.TryGetProperty("mmr", out _) ? throw RefusalException.Beyond("mmr") : ReadTarget(nearest);
            case JsonValueKind.Object when query.EnumerateObject().Any(member => member.Name is "recommend" or "discover" or "context" or "order_by" or "sample" or "fusion" or "rrf" or "formula" or "relevance_feedback"):
                throw RefusalException.Beyond("queries of this kind");
            default:
                return PointId.TryParse(query, out PointId id) ? (null, id) : throw RefusalException.Format("Expected some form of vector, id, or a type of query");
        }
    }

    private static float[] VectorOf(Collection collection, PointId id) =>
        collection.Points.GetValueOrDefault(id)?.Vector ?? throw RefusalException.NotFound($"No point with id {id} found");
}
