using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.QdrantStandIn.Filters;

namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>Puts points in, or replaces them whole, as far as mode and filter allow.</summary>
internal sealed class Upsert : IWrite
{
    private readonly List<Point> _points = [];
    private readonly string _mode;
    private readonly JsonElement _body;
    private string? _unknownVector;

    public Upsert(JsonElement body)
    {
        _body = body;
        if (body.TryGetProperty("points", out JsonElement points))
        {
            int number = 0;
            foreach (JsonElement point in points.EnumerateArray())
            {
                Add(Required(point, "id"), Required(point, "vector"), point.TryGetProperty("payload", out JsonElement payload) ? payload : default, number++);
            }
        }
        else if (body.TryGetProperty("batch", out JsonElement batch))
        {
            AddColumns(batch);
        }
        else
        {
            throw RefusalException.Format("Invalid PointInsertOperations format");
        }

        _mode = body.TryGetProperty("update_mode", out JsonElement mode) && mode.ValueKind != JsonValueKind.Null ? mode.GetString()! : "upsert";
        if (_mode is not ("upsert" or "insert_only" or "update_only"))
        {
            throw RefusalException.Format($"unknown variant `{_mode}`, expected one of `upsert`, `insert_only`, `update_only`");
        }
    }

    public void Check(Collection collection)
    {
        if (_points.Count == 0)
        {
            throw RefusalException.BadRequest("Empty update request");
        }

        foreach (Point point in _points.Where(point => point.Vector is not null && collection.Config.Size is not null))
        {
            point.Vector = collection.Prepare(point.Vector!);
        }
    }

    public void Apply(Collection collection, long operation)
    {
        if (_unknownVector is not null || (collection.Config.Size is null && _points.Exists(point => point.Vector is not null)))
        {
            throw RefusalException.NoVector(_unknownVector ?? string.Empty);
        }

        Func<Candidate, bool> mayReplace = Filter.Of(_body, collection.Indexes, "update_filter");
        foreach (Point point in _points)
        {
            bool known = collection.Points.TryGetValue(point.Id, out Point? before);
            if (known ? _mode != "insert_only" && mayReplace(Candidate.Of(before!)) : _mode != "update_only")
            {
                point.Version = operation;
                collection.Points[point.Id] = point;
            }
        }
    }

    public static JsonElement Required(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value : throw RefusalException.Format($"missing field `{name}`");

    /// <returns>Null for a point without a vector.</returns>
    public static float[]? ReadVector(JsonElement json, out string? unknownName)
    {
        unknownName = null;
        if (json.ValueKind == JsonValueKind.Object)
        {
            unknownName = json.EnumerateObject().Select(member => member.Name).FirstOrDefault();
            return null;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw RefusalException.Variant("VectorStruct");
        }

        float[] vector = new float[json.GetArrayLength()];
        int at = 0;
        foreach (JsonElement number in json.EnumerateArray())
        {
            vector[at++] = number.ValueKind == JsonValueKind.Number ? (float)number.GetDouble() : throw RefusalException.Variant("VectorStruct");
        }

        return vector;
    }

    private void Add(JsonElement id, JsonElement vector, JsonElement payload, int number)
    {
        PointId pointId = id.ValueKind == JsonValueKind.Null
            ? throw RefusalException.Format("value Unit is not a valid point ID, valid values are either an unsigned integer or a UUID")
            : PointId.Parse(id);
        float[]? numbers = ReadVector(vector, out string? unknown);
        if (numbers is { Length: 0 })
        {
            throw RefusalException.Validation($"points[{number}].vector.vector: dense vector must not be empty");
        }

        _unknownVector ??= unknown;
        _points.Add(new Point(pointId, numbers, payload.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.Object => JsonObject.Create(payload.Clone())!,
            _ => throw RefusalException.Format("invalid type: sequence, expected a map"),
        }));
    }

    private void AddColumns(JsonElement batch)
    {
        JsonElement[] ids = [.. Required(batch, "ids").EnumerateArray()];
        JsonElement[] vectors = [.. Required(batch, "vectors").EnumerateArray()];
        JsonElement[] payloads = batch.TryGetProperty("payloads", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
        if (ids.Length != vectors.Length)
        {
            throw RefusalException.Validation($"batch.batch: number of ids and vectors must be equal ({ids.Length} != {vectors.Length})");
        }

        for (int at = 0; at < ids.Length; at++)
        {
            Add(ids[at], vectors[at], at < payloads.Length ? payloads[at] : default, at);
        }
    }
}
