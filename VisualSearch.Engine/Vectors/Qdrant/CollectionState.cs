using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>What Qdrant says of a collection.</summary>
/// <param name="Mark">Given when it was made, another one each time.</param>
/// <param name="Confirmed">The mark that was confirmed last; empty when none was.</param>
/// <param name="Points">About how many it holds.</param>
internal sealed record CollectionState(int Dimension, string? Epoch, string Mark, string Confirmed, IReadOnlySet<string> PayloadIndexes, long Points)
{
    /// <summary>The first server with <c>update_filter</c> and with metadata of collections.</summary>
    public static readonly Version LeastServer = new(1, 16, 0);

    private const string EpochKey = "visual_search_epoch";
    private const string MarkKey = "visual_search_made";
    private const string ConfirmedKey = "visual_search_confirmed";

    public static CollectionState Of(JsonNode result)
    {
        JsonNode? config = result["config"];
        JsonNode? vectors = config?["params"]?["vectors"];
        JsonNode? metadata = config?["metadata"];
        return new CollectionState(
            // Somebody else's collection may have named vectors; it then has no size here, and our name is not his.
            vectors?["size"] is JsonValue size ? (int)size : 0,
            (string?)metadata?[EpochKey],
            (string?)metadata?[MarkKey] ?? "none",
            (string?)metadata?[ConfirmedKey] ?? string.Empty,
            result["payload_schema"]?.AsObject().Select(field => field.Key).ToHashSet() ?? [],
            (long?)result["points_count"] ?? 0);
    }

    public static void WriteMetadata(Utf8JsonWriter json, VectorCollection collection)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString(EpochKey, collection.Epoch);
        json.WriteString(MarkKey, Guid.NewGuid());
        json.WriteEndObject();
    }

    public static void WriteConfirmation(Utf8JsonWriter json, string mark)
    {
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        json.WriteString(ConfirmedKey, mark);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
