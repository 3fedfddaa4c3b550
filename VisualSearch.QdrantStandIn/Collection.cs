using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.QdrantStandIn.Filters;

namespace VisualSearch.QdrantStandIn;

/// <summary>A collection in memory. Its methods are called under its lock.</summary>
internal sealed class Collection(CollectionConfig config)
{
    private long _operation;

    public Lock Lock { get; } = new();

    public CollectionConfig Config => config;

    public SortedDictionary<PointId, Point> Points { get; } = [];

    public Dictionary<string, PayloadIndex> Indexes { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers the next write.</summary>
    /// <param name="count">An index takes two numbers.</param>
    public long NextOperation(int count = 1) => _operation += count;

    public JsonObject Info()
    {
        JsonObject schema = [];
        foreach ((string field, PayloadIndex index) in Indexes)
        {
            PayloadPath path = PayloadPath.Parse(field);
            schema[field] = index.ToJson(Points.Values.Count(point => path.Values(point.Payload).Any(index.Takes)));
        }

        return new JsonObject
        {
            ["status"] = "green",
            ["optimizer_status"] = "ok",
            ["indexed_vectors_count"] = 0,
            ["points_count"] = Points.Count,
            ["segments_count"] = 2,
            ["config"] = config.ToJson(),
            ["payload_schema"] = schema,
            ["update_queue"] = new JsonObject { ["length"] = 0 },
        };
    }

    /// <summary>Points that the member <c>filter</c> of the body lets through, in order of id.</summary>
    public IEnumerable<Point> Matching(JsonElement body)
    {
        Func<Candidate, bool> passes = Filter.Of(body, Indexes);
        return Points.Values.Where(point => passes(Candidate.Of(point)));
    }

    /// <exception cref="RefusalException">The vector is not of this collection's size.</exception>
    public float[] Prepare(float[] vector)
    {
        int size = config.Size ?? throw RefusalException.NoVector(string.Empty);
        return vector.Length == size
            ? config.Distance.Prepare(vector)
            : throw RefusalException.WrongInput($"Vector dimension error: expected dim: {size}, got {vector.Length}");
    }
}
