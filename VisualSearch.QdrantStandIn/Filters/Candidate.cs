using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Filters;

/// <summary>What a condition looks at: a point, or an element of an array within one.</summary>
internal readonly record struct Candidate(PointId Id, JsonObject Payload, bool HasVector)
{
    public static Candidate Of(Point point) => new(point.Id, point.Payload, point.Vector is not null);
}
