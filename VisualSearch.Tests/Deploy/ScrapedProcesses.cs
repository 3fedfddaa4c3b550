using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using System.Diagnostics.Metrics;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.Redis;
using VisualSearch.QdrantStandIn;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>What a running Api and a running Indexer serve at <c>/metrics</c>, after everything has happened to the Api that is counted. Read once in a run.</summary>
internal static class ScrapedProcesses
{
    private static readonly Lazy<Task<PromScrape>> Scrape = new(ReadAsync);

    public static Task<PromScrape> SharedAsync() => Scrape.Value;

    private static async Task<PromScrape> ReadAsync()
    {
        PromScrape scrape = new();
        scrape.Add("visualsearch-indexer", await ReadIndexerAsync());
        scrape.Add("visualsearch-api", await ReadApiAsync());
        return scrape;
    }

    private static async Task<string> ReadApiAsync()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        byte[] picture = SampleShop.Picture(SampleShop.Pictures[0]);
        for (int i = 0; i < 2; i++)
        {
            // The second time its embedding is there already.
            await api.AddPicturesAsync(await api.CreateAsync(new { title = "cup" }), picture);
        }

        using HttpResponseMessage search = await api.PostFormAsync("/api/v1/search/by-image", picture);
        using HttpResponseMessage malformed = await api.PostRawAsync("/api/v1/search/by-text", "{"u8.ToArray(), "application/json");
        using HttpResponseMessage unsigned = await api.PostRawAsync("/api/v1/webhooks/bakai", "{}"u8.ToArray(), "application/json");
        using HttpResponseMessage compared = await api.PostAsync("/api/v1/admin/reconcile", new { });
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK],
            new[] { search, malformed, unsigned, compared }.Select(answer => answer.StatusCode));
        Mishaps(api.Services);
        return await Eventually.HoldsAsync(
            () => api.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            text => text.Contains("\nvisual_search_index_lag_seconds_count{", StringComparison.Ordinal) && text.Contains("\nvisual_search_vectors{", StringComparison.Ordinal));
    }

    /// <summary>What seldom happens, told to the instruments of the running host, so that it is served under the names that it has.</summary>
    private static void Mishaps(IServiceProvider services)
    {
        CatalogueMetrics catalogue = services.GetRequiredService<CatalogueMetrics>();
        catalogue.RefusedService();
        catalogue.RepeatedWrite();
        catalogue.DroppedSearches(1);
        catalogue.Removed("events", 1);
        IndexingMetrics indexing = services.GetRequiredService<IndexingMetrics>();
        indexing.PictureFailed("unreachable", final: false);
        indexing.SignalDropped();
        ImagesMetrics images = services.GetRequiredService<ImagesMetrics>();
        images.PictureFetched(null);
        images.ThumbnailFound();

        // The embedded mode has no Redis; the name is that of the distributed one.
        RedisQueueMetrics queue = new(services.GetRequiredService<IMeterFactory>());
        queue.Claimed(1);
        queue.Abandoned(1);
    }

    private static async Task<string> ReadIndexerAsync()
    {
        PostgresServer postgres = await PostgresServer.SharedAsync();
        RedisServer redis = await RedisServer.SharedAsync();
        string database = await postgres.CreateDatabaseAsync();
        using TemporaryFolder folder = new();
        await using StandInServer vectors = await StandInServer.StartAsync(new StandInOptions(), TestContext.Current.CancellationToken);
        string exposition;
        await using (HostProcess indexer = await HostProcess.StartAsync(
            HostProcess.Indexer,
            folder.Path,
            [
                ("ConnectionStrings:catalog", postgres.ConnectionString(database)),
                ("ConnectionStrings:redis", redis.ConnectionString),
                ("ConnectionStrings:qdrant_http", $"Endpoint={vectors.Address}"),
                ("Redis:KeyPrefix", database + "-scraped"),
                ("Indexing:SweepInterval", "00:00:00.5"),
            ]))
        {
            exposition = await Eventually.HoldsAsync(
                () => indexer.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
                text => text.Contains("\nvisual_search_index_lag_seconds_count{", StringComparison.Ordinal) && text.Contains("\nvisual_search_vectors{", StringComparison.Ordinal),
                Eventually.LongPatience);
        }

        await postgres.DropDatabaseAsync(database);
        return exposition;
    }
}
