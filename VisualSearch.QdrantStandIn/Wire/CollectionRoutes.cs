using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using VisualSearch.QdrantStandIn.Filters;
using VisualSearch.QdrantStandIn.Writes;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>Everything under <c>/collections</c> that is not about points.</summary>
internal sealed class CollectionRoutes(Storage storage, Access access)
{
    public async Task<Reply> RouteAsync(string method, string[] path, HttpRequest request)
    {
        switch (method, path)
        {
            case ("GET", []):
                return Reply.Of(new JsonObject { ["collections"] = storage.Names() });
            case ("POST", ["aliases"]):
                return await WithBodyAsync(request, body =>
                {
                    access.CheckMayWrite(request);
                    storage.ChangeAliases(body);
                    return JsonValue.Create(true);
                });
            case ("GET", [string name]):
                return Reply.Of(Locked(storage.Get(name), collection => collection.Info()));
            case ("PUT", [string name]):
                return await WithBodyAsync(request, body => Create(name, body, request));
            case ("PATCH", [string name]):
                return await WithBodyAsync(request, body =>
                {
                    Collection collection = storage.Get(name);
                    access.CheckMayWrite(request);
                    return Locked(collection, known =>
                    {
                        known.Config.Change(body);
                        return JsonValue.Create(true);
                    });
                });
            case ("DELETE", [string name]):
                access.CheckMayWrite(request);
                return Reply.Of(storage.Delete(name));
            case ("GET", [string name, "exists"]):
                return Reply.Of(new JsonObject { ["exists"] = storage.Exists(name) });
            case ("GET", [string name, "aliases"]):
                return Reply.Of(new JsonObject { ["aliases"] = storage.Aliases(name) });
            case ("PUT", [string name, "index"]):
                return await WithBodyAsync(request, body => CreateIndex(name, body, request));
            case ("DELETE", [string name, "index", string field]):
                return Reply.Of(ChangeIndexes(name, request, collection => collection.Indexes.Remove(field)));
            default:
                return Reply.Nowhere;
        }
    }

    private static T Locked<T>(Collection collection, Func<Collection, T> act)
    {
        lock (collection.Lock)
        {
            return act(collection);
        }
    }

    private static async Task<Reply> WithBodyAsync(HttpRequest request, Func<JsonElement, JsonNode> act)
    {
        using JsonDocument body = await RequestBody.ReadAsync(request);
        return Reply.Of(act(body.RootElement));
    }

    private JsonValue Create(string name, JsonElement body, HttpRequest request)
    {
        QueryString.Creating(request.Query);
        Storage.CheckName(name);
        CollectionConfig config = CollectionConfig.Parse(body);
        access.CheckMayWrite(request);
        storage.Create(name, config);
        return JsonValue.Create(true);
    }

    private JsonObject CreateIndex(string name, JsonElement body, HttpRequest request)
    {
        string field = Upsert.Required(body, "field_name").GetString()!;
        PayloadPath.Parse(field);
        PayloadIndex? index = body.TryGetProperty("field_schema", out JsonElement schema) && schema.ValueKind != JsonValueKind.Null ? PayloadIndex.Parse(schema) : null;
        return ChangeIndexes(name, request, collection =>
            collection.Indexes[field] = index ?? throw RefusalException.BadRequest("Can't auto-detect field type, please specify `field_schema` in the request"));
    }

    private JsonObject ChangeIndexes(string name, HttpRequest request, Action<Collection> change)
    {
        bool wait = QueryString.Writing(request.Query);
        Collection collection = storage.Get(name);
        access.CheckMayWrite(request);
        return Locked(collection, known =>
        {
            change(known);
            return PointRoutes.Written(known.NextOperation(2), wait);
        });
    }
}
