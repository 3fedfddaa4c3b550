using System.Text.Json;

namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>Deletes by ids or by filter. An empty filter deletes all.</summary>
internal sealed class DeletePoints(JsonElement body) : IWrite
{
    private readonly Selection _selection = new(body, RefusalException.Variant("PointsSelector"));

    public void Check(Collection collection)
    {
        if (_selection.IsEmptyList)
        {
            throw RefusalException.BadRequest("Empty update request");
        }
    }

    public void Apply(Collection collection, long operation)
    {
        foreach (Point point in _selection.Of(collection, mustExist: false))
        {
            collection.Points.Remove(point.Id);
        }
    }
}
