namespace VisualSearch.Api.Admin;

/// <summary>The routes by which an operator sees how the shop does.</summary>
internal static class FigureRoutes
{
    /// <param name="admin">The group of <see cref="AdminRoutes"/>.</param>
    public static void MapFigures(this RouteGroupBuilder admin)
    {
        admin.MapGet("/status", GetStatus.HandleAsync)
            .WithName("GetStatus")
            .WithSummary("How far the index is, how fast it moves and who works at it")
            .WithDescription("Made to be asked every few seconds. Totals are about a second old, and older where counting them takes long. Throughput and history are of all processes that index, a few seconds behind. `queue` is null while the queue is away.")
            .AddOpenApiOperationTransformer(GetStatus.DescribeAsync);

        admin.MapGet("/failures", ListFailures.HandleAsync)
            .WithName("ListFailures")
            .WithSummary("Products with pictures that failed for good or are put off, newest product first")
            .WithDescription("Of each product, the pictures that the conditions ask for. `total` counts products under the conditions; `problems` counts all, whatever was asked for. To try again: `POST /api/v1/admin/reindex` with the scope `failed`.")
            .AddOpenApiOperationTransformer(ListFailures.DescribeAsync);

        admin.MapGet("/searches", AnalyseSearches.HandleAsync)
            .WithName("AnalyseSearches")
            .WithSummary("What was searched, found and opened")
            .WithDescription("Over the search log and its clicks. A search is one request; it is without results when its first page is empty, and clicked when at least one result was opened. Buckets begin at round times (UTC), so the first and the last may reach over the ends of the range, and count only what lies in it.")
            .AddOpenApiOperationTransformer(AnalyseSearches.DescribeAsync);
    }
}
