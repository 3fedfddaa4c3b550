using System.Text.Json;
using VisualSearch.QdrantStandIn.Filters;

namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>The points a write is about: a list of ids, or a filter.</summary>
internal sealed class Selection
{
    private readonly PointId[]? _ids;
    private readonly JsonElement _body;

    /// <param name="refusal">When there is neither.</param>
    public Selection(JsonElement body, RefusalException refusal)
    {
        _body = body;
        if (body.TryGetProperty("points", out JsonElement ids))
        {
            _ids = [.. ids.EnumerateArray().Select(PointId.Parse)];
        }
        else if (body.TryGetProperty("filter", out _))
        {
            Filter.Of(body, new Dictionary<string, PayloadIndex>());
        }
        else
        {
            throw refusal;
        }
    }

    public bool IsEmptyList => _ids is { Length: 0 };

    /// <param name="mustExist">Whether an id that is not there is refused.</param>
    public List<Point> Of(Collection collection, bool mustExist)
    {
        if (_ids is null)
        {
            return [.. collection.Matching(_body)];
        }

        List<Point> found = [];
        foreach (PointId id in _ids)
        {
            if (collection.Points.TryGetValue(id, out Point? point))
            {
                found.Add(point);
            }
            else if (mustExist)
            {
                throw RefusalException.NotFound($"No point with id {id} found");
            }
        }

        return found;
    }
}
