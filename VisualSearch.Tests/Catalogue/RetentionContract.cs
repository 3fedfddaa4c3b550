using Microsoft.Extensions.Hosting;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Catalogue.Rows;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class RetentionContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removes_only_what_is_past_its_time_in_steps()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        for (int i = 0; i < 2100; i++)
        {
            catalogue.SearchLog.Record(new SearchLogEntry($"old{i}", catalogue.Time.GetUtcNow(), "text", null, "m", 1, []));
        }

        await catalogue.SearchLog.FlushAsync(Cancelled);
        Assert.True(await catalogue.SearchLog.ClickAsync("old1", new ProductId(1), 0, Cancelled));
        await AddEvent(catalogue, "old");
        catalogue.Time.Advance(TimeSpan.FromDays(20));
        catalogue.SearchLog.Record(new SearchLogEntry("new", catalogue.Time.GetUtcNow(), "text", null, "m", 1, []));
        await catalogue.SearchLog.FlushAsync(Cancelled);
        await AddEvent(catalogue, "new");
        catalogue.Time.Advance(TimeSpan.FromDays(10.5));

        Assert.Equal(new RetentionReport(2100, 1, 0, 0), await catalogue.Get<Retention>().RunAsync(Cancelled));
        Assert.Equal("new", catalogue.Scalar<string>("SELECT string_agg(search_id, ',') FROM search_log"));
        Assert.Equal("new", catalogue.Scalar<string>("SELECT string_agg(event_id, ',') FROM webhook_events"));
        Assert.Equal(0L, catalogue.Scalar<long>("SELECT count(*) FROM search_clicks"));
        Assert.True((await catalogue.Get<Retention>().RunAsync(Cancelled)).Nothing);
    }

    [Fact]
    public async Task A_tombstone_stays_until_every_generation_has_taken_the_deletion_in()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a");
        await catalogue.AddAsync("Two", "https://b");
        await catalogue.IndexAllAsync(generation);
        await catalogue.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled);
        catalogue.Time.Advance(TimeSpan.FromDays(31));

        Assert.Equal(0, (await catalogue.Get<Retention>().RunAsync(Cancelled)).Tombstones);
        await catalogue.IndexAllAsync(generation);
        Assert.Equal(new RetentionReport(0, 0, 1, 1), await catalogue.Get<Retention>().RunAsync(Cancelled));
        Assert.Equal(1L, catalogue.Scalar<long>("SELECT count(*) FROM products"));
        Assert.Equal(1L, catalogue.Scalar<long>("SELECT count(*) FROM pictures"));
        Assert.Equal(1L, catalogue.Scalar<long>("SELECT count(*) FROM product_index"));
        Assert.Equal(1L, catalogue.Scalar<long>("SELECT count(*) FROM embeddings"));
    }

    [Fact]
    public async Task The_job_runs_every_interval_until_it_is_stopped()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await AddEvent(catalogue, "old");
        RetentionJob job = Assert.Single(catalogue.Get<IEnumerable<IHostedService>>().OfType<RetentionJob>());
        await job.StartAsync(Cancelled);
        catalogue.Time.Advance(TimeSpan.FromDays(30));

        await Eventually.HoldsAsync(catalogue.Time, TimeSpan.FromHours(12), () => catalogue.Scalar<long>("SELECT count(*) FROM webhook_events"), left => left == 0);

        await job.StopAsync(Cancelled);
        Assert.True(job.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_pass_that_fails_for_any_reason_does_not_stop_the_host_and_the_next_one_follows()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await AddEvent(catalogue, "old");
        catalogue.SearchLog.Record(new SearchLogEntry("s1", catalogue.Time.GetUtcNow(), "text", "mug", "m", 12, []));
        await catalogue.SearchLog.FlushAsync(Cancelled);
        Rename(catalogue, "webhook_events", "events_gone");
        RetentionJob job = Assert.Single(catalogue.Get<IEnumerable<IHostedService>>().OfType<RetentionJob>());
        await job.StartAsync(Cancelled);
        catalogue.Time.Advance(TimeSpan.FromDays(30));

        // Searches go first, so a pass has reached the events when they are gone.
        await PassUntilEmptyAsync("search_log");
        Rename(catalogue, "events_gone", "webhook_events");
        await PassUntilEmptyAsync("webhook_events");

        await job.StopAsync(Cancelled);
        Assert.True(job.ExecuteTask!.IsCompletedSuccessfully);

        Task PassUntilEmptyAsync(string table) => Eventually.HoldsAsync(
            catalogue.Time,
            TimeSpan.FromHours(12),
            () =>
            {
                Assert.False(job.ExecuteTask!.IsFaulted);
                return catalogue.Scalar<long>($"SELECT count(*) FROM {table}");
            },
            left => left == 0);
    }

    private static void Rename(TemporaryCatalogue catalogue, string from, string to) => catalogue.Execute($"ALTER TABLE {from} RENAME TO {to}");

    private static Task<bool> AddEvent(TemporaryCatalogue catalogue, string id) => catalogue.Get<CatalogueDatabase>().WriteAsync(
        async (context, token) =>
        {
            long now = catalogue.Time.GetUtcNow().UtcTicks;
            context.WebhookEvents.Add(new WebhookEventRow { EventId = id, Kind = "product.updated", Source = "bakai", ReceivedAt = now, OccurredAt = now, Status = WebhookEventStatus.Applied, Body = [1] });
            await context.SaveChangesAsync(token);
            return true;
        },
        Cancelled);
}

public sealed class SqliteRetentionTests() : RetentionContract(CatalogueKind.Sqlite);

public sealed class PostgresRetentionTests() : RetentionContract(CatalogueKind.Postgres);
