using System.Text.Json;

namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>Replaces or deletes the vectors of points that are there.</summary>
internal sealed class ChangeVectors : IWrite
{
    private readonly List<(PointId Id, float[]? Vector)> _changes = [];

    /// <param name="delete">Whether the vectors go, instead of being replaced.</param>
    public ChangeVectors(JsonElement body, bool delete)
    {
        foreach (JsonElement point in Upsert.Required(body, "points").EnumerateArray())
        {
            _changes.Add(delete
                ? (PointId.Parse(point), null)
                : (PointId.Parse(Upsert.Required(point, "id")), Upsert.ReadVector(Upsert.Required(point, "vector"), out _)));
        }
    }

    public void Check(Collection collection)
    {
        foreach ((_, float[]? vector) in _changes)
        {
            _ = vector is null ? null : collection.Prepare(vector);
        }
    }

    public void Apply(Collection collection, long operation)
    {
        foreach ((PointId id, float[]? vector) in _changes)
        {
            Point point = collection.Points.GetValueOrDefault(id) ?? throw RefusalException.NotFound($"No point with id {id} found");
            point.Vector = vector is null ? null : collection.Prepare(vector);
            point.Version = operation;
        }
    }
}
