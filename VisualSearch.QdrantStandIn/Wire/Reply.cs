using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>An answer: JSON, plain text, or nothing at all.</summary>
/// <param name="Text">Without a content type when <paramref name="Bare"/>.</param>
internal sealed record Reply(int Status, JsonNode? Json, string? Text = null, bool Bare = false)
{
    /// <summary>Routes and methods that nobody knows.</summary>
    public static readonly Reply Nowhere = new(404, null);

    public static Reply Of(JsonNode? result) => new(200, new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = 0.0 });

    public static Reply Of(RefusalException refusal) =>
        new(refusal.Status, new JsonObject { ["status"] = new JsonObject { ["error"] = refusal.Message }, ["time"] = 0.0 });
}
