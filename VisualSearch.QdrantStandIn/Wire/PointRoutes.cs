using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using VisualSearch.QdrantStandIn.Queries;
using VisualSearch.QdrantStandIn.Writes;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>Everything under <c>/collections/{name}/points</c>.</summary>
internal sealed class PointRoutes(Storage storage, Access access)
{
    public static JsonObject Written(long operation, bool wait) => new() { ["operation_id"] = operation, ["status"] = wait ? "completed" : "acknowledged" };

    public async Task<Reply> RouteAsync(string method, string name, string[] path, HttpRequest request)
    {
        string? write = (method, path) switch
        {
            ("PUT", []) => "upsert",
            ("POST", ["delete"]) => "delete",
            ("POST", ["payload"]) => "set_payload",
            ("PUT", ["payload"]) => "overwrite_payload",
            ("POST", ["payload", "delete"]) => "delete_payload",
            ("POST", ["payload", "clear"]) => "clear_payload",
            ("PUT", ["vectors"]) => "update_vectors",
            ("POST", ["vectors", "delete"]) => "delete_vectors",
            ("POST", ["batch"]) => "batch",
            _ => null,
        };
        if (write is not null)
        {
            return await WriteAsync(write, name, request);
        }

        return (method, path) switch
        {
            ("GET", [string id]) => Reply.Of(Locked(name, collection => Get(collection, id))),
            ("POST", []) => await ReadAsync(name, request, body => collection => Retrieve(collection, body)),
            ("POST", ["scroll"]) => await ReadAsync(name, request, body => new Scroll(body).Run),
            ("POST", ["count"]) => await ReadAsync(name, request, body => collection => new JsonObject { ["count"] = collection.Matching(body).Count() }),
            ("POST", ["query"]) => await ReadAsync(name, request, body => Run(new Query(body))),
            ("POST", ["query", "groups"]) => await ReadAsync(name, request, body => RunGroups(new Groups(body))),
            ("POST", ["query", "batch"]) => await ReadAsync(name, request, RunBatch),
            _ => Reply.Nowhere,
        };
    }

    private static Func<Collection, JsonNode> Run(Query query) => collection => new JsonObject { ["points"] = query.Run(collection) };

    private static Func<Collection, JsonNode> RunGroups(Groups groups) => collection => new JsonObject { ["groups"] = groups.Run(collection) };

    private static Func<Collection, JsonNode> RunBatch(JsonElement body)
    {
        Query[] queries = [.. Upsert.Required(body, "searches").EnumerateArray().Select(search => new Query(search))];
        return collection => new JsonArray([.. queries.Select(query => Run(query)(collection))]);
    }

    private static JsonObject Get(Collection collection, string text)
    {
        PointId id = PointId.TryParse(text, numbers: true, uuids: true, out PointId parsed) ? parsed : throw RefusalException.WrongInput($"Can not recognize \"{text}\" as point id");
        Point point = collection.Points.GetValueOrDefault(id) ?? throw RefusalException.NotFound($"Point with id {id} does not exists!");
        return point.ToJson(PayloadChoice.All, withVector: true);
    }

    private static JsonArray Retrieve(Collection collection, JsonElement body)
    {
        PayloadChoice? payload = PayloadChoice.Parse(body, byDefault: false);
        bool withVector = body.TryGetProperty("with_vector", out JsonElement with) && with.ValueKind == JsonValueKind.True;
        return new JsonArray([.. Upsert.Required(body, "ids").EnumerateArray()
            .Select(PointId.Parse)
            .Distinct()
            .Select(id => collection.Points.GetValueOrDefault(id)?.ToJson(payload, withVector))
            .OfType<JsonNode>()]);
    }

    private async Task<Reply> ReadAsync(string name, HttpRequest request, Func<JsonElement, Func<Collection, JsonNode>> parse)
    {
        QueryString.Reading(request.Query);
        using JsonDocument body = await RequestBody.ReadAsync(request);
        Func<Collection, JsonNode> read = parse(body.RootElement);
        return Reply.Of(Locked(name, read));
    }

    private async Task<Reply> WriteAsync(string kind, string name, HttpRequest request)
    {
        bool wait = QueryString.Writing(request.Query);
        using JsonDocument body = await RequestBody.ReadAsync(request);
        List<IWrite> writes = kind == "batch" ? WriteParser.ParseBatch(body.RootElement) : [WriteParser.Parse(kind, body.RootElement)];
        Collection collection = storage.Get(name);
        access.CheckMayWrite(request);
        JsonArray written = [];
        foreach (IWrite write in writes)
        {
            // Let go of between two, as the real server does: other writers come in between.
            lock (collection.Lock)
            {
                write.Check(collection);
                long operation = collection.NextOperation();
                write.Apply(collection, operation);
                written.Add(Written(operation, wait));
            }
        }

        return Reply.Of(kind == "batch" ? written : written[0]!.DeepClone());
    }

    private JsonNode Locked(string name, Func<Collection, JsonNode> read)
    {
        Collection collection = storage.Get(name);
        lock (collection.Lock)
        {
            return read(collection);
        }
    }
}
