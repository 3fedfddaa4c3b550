using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn;

/// <summary>A stored point; replaced whole, its payload also in place under the collection's lock.</summary>
internal sealed class Point(PointId id, float[]? vector, JsonObject payload)
{
    public PointId Id => id;

    /// <summary>As searches compare it; null for a point without one.</summary>
    public float[]? Vector { get; set; } = vector;

    public JsonObject Payload { get; set; } = payload;

    /// <summary>The number of the operation that wrote it last.</summary>
    public long Version { get; set; }

    /// <param name="payloadChoice">Null when none is asked for.</param>
    public JsonObject ToJson(PayloadChoice? payloadChoice, bool withVector)
    {
        JsonObject json = new() { ["id"] = id.ToJson() };
        if (payloadChoice is not null)
        {
            json["payload"] = payloadChoice.Of(Payload);
        }

        if (withVector)
        {
            json["vector"] = Vector is null ? new JsonObject() : new JsonArray([.. Vector.Select(number => float.IsFinite(number) ? (JsonNode)JsonValue.Create(number) : null)]);
        }

        return json;
    }
}
