using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>The marketplace's events, where the server takes them. Nothing is sent that it could accept.</summary>
internal static class WebhookChecks
{
    private const string Health = "GET /api/v1/webhooks/health";
    private const string Events = "POST /api/v1/webhooks/bakai";
    private const string Trial = "POST /api/v1/webhooks/test";
    private const string Inbox = "GET /api/v1/admin/webhooks/events";
    private const string Replay = "POST /api/v1/admin/webhooks/replay";

    public static IEnumerable<Check> All =>
    [
        Check.Where(Health, "as it is", "200 with status, secret_configured, last_event_at, pending, failed", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/webhooks/health", cancellationToken)).HasStatus(200)
                .Has("status", JsonValueKind.String)
                .Has("secret_configured", JsonValueKind.True, JsonValueKind.False)
                .Has("last_event_at")
                .Has("pending", JsonValueKind.Number)
                .Has("failed", JsonValueKind.Number)),
        Check.Where(Events, "an event without a signature", "401, or 503 without a secret configured", async (run, cancellationToken) => Refused(await SendAsync(run, null, cancellationToken))),
        Check.Where(Events, "an event with a wrong signature", "401, or 503 without a secret configured", async (run, cancellationToken) =>
            Refused(await SendAsync(run, "sha256=0000000000000000000000000000000000000000000000000000000000000000", cancellationToken))),
        Check.Where(Trial, "nothing", "400, or 404 outside of Development", async (run, cancellationToken) =>
        {
            Reply reply = await run.SendAsync(HttpMethod.Post, "api/v1/webhooks/test", () => Bodies.Json("{}"), cancellationToken);
            return reply.HasStatus(400, 404).Has("code", JsonValueKind.String).Has("trace_id", JsonValueKind.String);
        }),
        .. OfOperators.Select(check => check with { Needs = CheckNeeds.Administering }),
    ];

    private static IEnumerable<Check> OfOperators =>
    [
        Check.Where(Inbox, "limit=1", "200 with items and next_cursor", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/webhooks/events?limit=1", cancellationToken)).HasStatus(200).Has("items", JsonValueKind.Array).Has("next_cursor")),
        Check.Where(Inbox, "a status that is none", "400 with status named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/webhooks/events?status=lost", cancellationToken)).IsProblem(400, "invalid", "status")),
        Check.Where(Inbox, "the id of no event", "200 with nothing listed", async (run, cancellationToken) =>
        {
            Reply reply = await run.SendAsync(HttpMethod.Get, $"api/v1/admin/webhooks/events?event_id={OwnProducts.NewExternalId()}", cancellationToken);
            return reply.HasStatus(200).That(reply.At("items") is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() == 0, "Events are listed under an id that none has.");
        }),
        Check.Where(Replay, "no range", "400", async (run, cancellationToken) => (await ReplayAsync(run, "{}", cancellationToken)).IsProblem(400, "invalid")),
        Check.Where(Replay, "a product without events", "200 with nothing replayed", async (run, cancellationToken) =>
        {
            Reply reply = await ReplayAsync(run, $$"""{"external_id": "{{OwnProducts.NewExternalId()}}"}""", cancellationToken);
            return reply.HasStatus(200).Has("applied", JsonValueKind.Number).Has("stale", JsonValueKind.Number).Has("failed", JsonValueKind.Number)
                .That(reply.At("events") is { ValueKind: JsonValueKind.Number } events && events.GetInt32() == 0, "Events were replayed of a product that has none.");
        }),
    ];

    private static Task<Reply> ReplayAsync(CheckRun run, string body, CancellationToken cancellationToken) =>
        run.SendAsync(HttpMethod.Post, "api/v1/admin/webhooks/replay", () => Bodies.Json(body), cancellationToken);

    private static Reply Refused(Reply reply)
    {
        reply.HasStatus(401, 503).Has("code", JsonValueKind.String).Has("trace_id", JsonValueKind.String);
        return reply.Status == 503 ? reply.HasHeader("Retry-After") : reply;
    }

    private static Task<Reply> SendAsync(CheckRun run, string? signature, CancellationToken cancellationToken) => run.SendAsync(
        HttpMethod.Post,
        "api/v1/webhooks/bakai",
        () => Bodies.Json($$"""{"event_id": "{{OwnProducts.NewExternalId()}}", "event": "product.deleted", "data": {"external_id": "{{OwnProducts.NewExternalId()}}" } }"""),
        request =>
        {
            if (signature is not null)
            {
                request.Headers.Add("X-Bakai-Signature", signature);
            }
        },
        cancellationToken);
}
