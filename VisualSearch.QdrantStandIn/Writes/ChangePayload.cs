using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>Changes payloads in place.</summary>
/// <param name="how">set_payload, overwrite_payload, delete_payload or clear_payload.</param>
internal sealed class ChangePayload(string how, JsonElement body) : IWrite
{
    private readonly Selection _selection = new(body, RefusalException.Format("Either list of point ids or filter must be provided"));

    public void Check(Collection collection)
    {
        if (_selection.IsEmptyList)
        {
            throw RefusalException.BadRequest("Empty update request");
        }
    }

    public void Apply(Collection collection, long operation)
    {
        foreach (Point point in _selection.Of(collection, mustExist: how is "set_payload" or "overwrite_payload"))
        {
            Change(point);
            point.Version = operation;
        }
    }

    private void Change(Point point)
    {
        switch (how)
        {
            case "set_payload":
                JsonObject target = point.Payload;
                if (body.TryGetProperty("key", out JsonElement key) && key.ValueKind == JsonValueKind.String)
                {
                    target = point.Payload[key.GetString()!] as JsonObject ?? [];
                    point.Payload[key.GetString()!] = target.Parent is null ? target : target.DeepClone();
                    target = point.Payload[key.GetString()!]!.AsObject();
                }

                foreach (JsonProperty member in Upsert.Required(body, "payload").EnumerateObject())
                {
                    target.Remove(member.Name);
                    if (member.Value.ValueKind != JsonValueKind.Null)
                    {
                        target[member.Name] = JsonNode.Parse(member.Value.GetRawText());
                    }
                }

                break;
            case "overwrite_payload":
                point.Payload = JsonObject.Create(Upsert.Required(body, "payload").Clone())!;
                break;
            case "delete_payload":
                foreach (JsonElement dropped in Upsert.Required(body, "keys").EnumerateArray())
                {
                    point.Payload.Remove(dropped.GetString()!);
                }

                break;
            default:
                point.Payload = [];
                break;
        }
    }
}
