using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>From a request to its answer.</summary>
internal sealed class Routes(Storage storage, Access access)
{
    private readonly CollectionRoutes _collections = new(storage, access);
    private readonly PointRoutes _points = new(storage, access);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
        }

        Reply reply;
        try
        {
            reply = await RouteAsync(context);
        }
        catch (RefusalException refusal)
        {
            reply = Reply.Of(refusal);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // A member of another kind than expected.
            reply = Reply.Of(RefusalException.Format(exception.Message));
        }

        context.Response.StatusCode = reply.Status;
        if (reply.Json is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply.Json));
        }
        else if (reply.Text is not null)
        {
            context.Response.ContentType = reply.Bare ? null : "text/plain; charset=utf-8";
            await context.Response.WriteAsync(reply.Text);
        }
    }

    private async Task<Reply> RouteAsync(HttpContext context)
    {
        // Raw, since an escaped slash belongs to a name.
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        string[] path = [.. target.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (context.Request.Method == "OPTIONS" && context.Request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            context.Response.Headers.AccessControlAllowMethods = "DELETE, CONNECT, POST, OPTIONS, TRACE, PUT, HEAD, PATCH, GET";
            context.Response.Headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            return new Reply(200, null);
        }

        if (access.Refuse(context.Request, path) is { } refusal)
        {
            return new Reply(401, null, refusal, Bare: true);
        }

        string method = context.Request.Method;
        return (method, path) switch
        {
            ("GET", []) => new Reply(200, new JsonObject { ["title"] = "qdrant - vector search engine", ["version"] = "1.18.3", ["commit"] = "db8fa43fcb6aedec1e739487e17a99731b74590a" }),
            ("GET", ["healthz"] or ["livez"]) => new Reply(200, null, "healthz check passed"),
            ("GET", ["readyz"]) => new Reply(200, null, "all shards are ready"),
            ("GET", ["issues"]) => Reply.Of(new JsonObject { ["issues"] = new JsonArray() }),
            ("GET", ["cluster"]) => Reply.Of(new JsonObject { ["status"] = "disabled" }),
            ("GET", ["aliases"]) => Reply.Of(new JsonObject { ["aliases"] = storage.Aliases(null) }),
            (_, ["collections", _, "points", ..]) => await _points.RouteAsync(method, path[1], path[3..], context.Request),
            (_, ["collections", ..]) => await _collections.RouteAsync(method, path[1..], context.Request),
            _ => Reply.Nowhere,
        };
    }
}
