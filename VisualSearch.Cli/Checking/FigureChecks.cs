using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>What operators are told of the index, of failures and of searches, where the server tells it.</summary>
internal static class FigureChecks
{
    private const string Status = "GET /api/v1/admin/status";
    private const string Failures = "GET /api/v1/admin/failures";
    private const string Searches = "GET /api/v1/admin/searches";

    public static IEnumerable<Check> All { get; } =
    [
        Check.Where(Status, "minutes=5", "200 with counts, throughput, and five minutes of history", async (run, cancellationToken) =>
        {
            Reply reply = await run.SendAsync(HttpMethod.Get, "api/v1/admin/status?minutes=5", cancellationToken);
            return reply.HasStatus(200)
                .Has("generation_id", JsonValueKind.String)
                .Has("products.total", JsonValueKind.Number)
                .Has("pictures.put_off", JsonValueKind.Number)
                .Has("queue", JsonValueKind.Object, JsonValueKind.Null)
                .Has("throughput.products_per_second", JsonValueKind.Number)
                .Has("seconds_left", JsonValueKind.Number, JsonValueKind.Null)
                .Has("workers", JsonValueKind.Array)
                .That(reply.At("history") is { ValueKind: JsonValueKind.Array } history && history.GetArrayLength() == 5, "history has not the five minutes that were asked for.");
        }),
        Check.Where(Status, "more minutes than are kept", "400 with minutes named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/status?minutes=1441", cancellationToken)).IsProblem(400, "invalid", "minutes")),
        Check.Where(Failures, "limit=1", "200 with items, next_cursor, total and problems", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/failures?limit=1", cancellationToken)).HasStatus(200)
                .Has("items", JsonValueKind.Array).Has("next_cursor").Has("total", JsonValueKind.Number).Has("problems", JsonValueKind.Array)),
        Check.Where(Failures, "a problem that is none", "400 with problem named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/failures?problem=bad-luck", cancellationToken)).IsProblem(400, "invalid", "problem")),
        Check.Where(Searches, "nothing, for the last day", "200 with kinds, hourly buckets and queries", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/searches", cancellationToken)).HasStatus(200)
                .Has("searches", JsonValueKind.Number)
                .Has("click_through", JsonValueKind.Number, JsonValueKind.Null)
                .Has("kinds.2.kind", JsonValueKind.String)
                .Has("buckets.23.at", JsonValueKind.String)
                .Has("top_queries", JsonValueKind.Array)
                .Has("queries_without_results", JsonValueKind.Array)),
        Check.Where(Searches, "a kind and a number that are none", "400 with both named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/admin/searches?kind=smell&top=0", cancellationToken)).IsProblem(400, "invalid", "kind", "top")),
    ];
}
