using System.Text.Json;

namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>Reads writes by the names that <c>points/batch</c> gives them.</summary>
internal static class WriteParser
{
    public static IWrite Parse(string kind, JsonElement body) => kind switch
    {
        "upsert" => new Upsert(body),
        "delete" => new DeletePoints(body),
        "set_payload" or "overwrite_payload" or "delete_payload" or "clear_payload" => new ChangePayload(kind, body),
        "update_vectors" => new ChangeVectors(body, delete: false),
        "delete_vectors" => new ChangeVectors(body, delete: true),
        _ => throw RefusalException.Variant("UpdateOperation"),
    };

    public static List<IWrite> ParseBatch(JsonElement body) => [.. Upsert.Required(body, "operations").EnumerateArray().Select(operation =>
    {
        JsonProperty kind = operation.EnumerateObject().FirstOrDefault();
        return kind.Value.ValueKind == JsonValueKind.Undefined ? throw RefusalException.Variant("UpdateOperation") : Parse(kind.Name, kind.Value);
    })];
}
