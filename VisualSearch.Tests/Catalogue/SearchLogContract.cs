using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class SearchLogContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_are_written_in_batches_with_all_they_say()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        for (int i = 0; i < 1200; i++)
        {
            catalogue.SearchLog.Record(Entry(catalogue, $"s{i}"));
        }

        Assert.Equal(1200, await catalogue.SearchLog.FlushAsync(Cancelled));
        Assert.Equal(0, await catalogue.SearchLog.FlushAsync(Cancelled));
        Assert.Equal(1200L, catalogue.Scalar<long>("SELECT count(*) FROM search_log"));
        Assert.Equal("text|mug|m|12|3,1|" + catalogue.Time.GetUtcNow().UtcTicks, catalogue.Scalar<string>("SELECT kind||'|'||text||'|'||model||'|'||duration_ms||'|'||results||'|'||at FROM search_log WHERE search_id = 's7'"));
    }

    [Fact]
    public async Task What_does_not_fit_is_dropped_and_counted()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind, ("Catalogue:SearchLogCapacity", "3"));
        using MetricCollector<long> dropped = new(catalogue.Get<IMeterFactory>(), "VisualSearch.Engine", "visual_search.search_log.dropped");
        for (int i = 0; i < 5; i++)
        {
            catalogue.SearchLog.Record(Entry(catalogue, $"s{i}"));
        }

        Assert.Equal(2, dropped.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Equal(3, await catalogue.SearchLog.FlushAsync(Cancelled));
    }

    [Fact]
    public async Task A_log_that_is_switched_off_keeps_nothing_and_drops_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind, ("Catalogue:SearchLog", "false"));
        using MetricCollector<long> dropped = new(catalogue.Get<IMeterFactory>(), "VisualSearch.Engine", "visual_search.search_log.dropped");
        catalogue.SearchLog.Record(Entry(catalogue, "s1"));

        Assert.Equal(0, await catalogue.SearchLog.FlushAsync(Cancelled));
        Assert.False(await catalogue.SearchLog.ClickAsync("s1", new ProductId(1), 0, Cancelled));
        Assert.Equal(0, dropped.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    [Fact]
    public async Task A_click_finds_a_search_that_is_written_or_waits_and_no_other()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        catalogue.SearchLog.Record(Entry(catalogue, "waits"));
        Assert.True(await catalogue.SearchLog.ClickAsync("waits", new ProductId(3), 0, Cancelled));
        Assert.True(await catalogue.SearchLog.ClickAsync("waits", new ProductId(1), 1, Cancelled));
        Assert.False(await catalogue.SearchLog.ClickAsync("never", new ProductId(1), 1, Cancelled));
        Assert.Equal("3@0 1@1", catalogue.Scalar<string>("SELECT string_agg(product_id||'@'||position, ' ') FROM search_clicks WHERE search_id = 'waits'"));
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_later_once()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        catalogue.SearchLog.Record(Entry(catalogue, "s1"));
        catalogue.Execute("ALTER TABLE search_log RENAME TO search_log_gone");
        await Assert.ThrowsAnyAsync<Exception>(() => catalogue.SearchLog.FlushAsync(Cancelled));
        catalogue.Execute("ALTER TABLE search_log_gone RENAME TO search_log");

        catalogue.SearchLog.Record(Entry(catalogue, "s1"));
        catalogue.SearchLog.Record(Entry(catalogue, "s2"));
        Assert.Equal(3, await catalogue.SearchLog.FlushAsync(Cancelled));
        Assert.Equal(2L, catalogue.Scalar<long>("SELECT count(*) FROM search_log"));
    }

    [Fact]
    public async Task What_waits_when_the_host_stops_is_written()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        SearchLogWriter writer = Assert.Single(catalogue.Get<IEnumerable<IHostedService>>().OfType<SearchLogWriter>());
        await writer.StartAsync(Cancelled);
        catalogue.SearchLog.Record(Entry(catalogue, "s1"));
        await writer.StopAsync(Cancelled);
        Assert.Equal(1L, catalogue.Scalar<long>("SELECT count(*) FROM search_log"));
    }

    [Fact]
    public async Task The_writer_writes_after_its_interval()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        SearchLogWriter writer = Assert.Single(catalogue.Get<IEnumerable<IHostedService>>().OfType<SearchLogWriter>());
        await writer.StartAsync(Cancelled);
        catalogue.SearchLog.Record(Entry(catalogue, "s1"));

        // The writer may not have begun its wait yet; time moves until it has.
        await Eventually.HoldsAsync(catalogue.Time, TimeSpan.FromSeconds(1), () => catalogue.Scalar<long>("SELECT count(*) FROM search_log"), written => written > 0);
        await writer.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_for_any_reason_does_not_stop_the_host()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        SearchLogWriter writer = Assert.Single(catalogue.Get<IEnumerable<IHostedService>>().OfType<SearchLogWriter>());
        catalogue.Execute("ALTER TABLE search_log RENAME TO search_log_gone");
        await writer.StartAsync(Cancelled);
        catalogue.SearchLog.Record(Entry(catalogue, "s1"));
        await writer.StopAsync(Cancelled);

        Assert.False(writer.ExecuteTask!.IsFaulted);
        Assert.Equal(0L, catalogue.Scalar<long>("SELECT count(*) FROM search_log_gone"));
    }

    private static SearchLogEntry Entry(TemporaryCatalogue catalogue, string id) =>
        new(id, catalogue.Time.GetUtcNow(), "text", "mug", "m", 12, [new ProductId(3), new ProductId(1)]);
}

public sealed class SqliteSearchLogTests() : SearchLogContract(CatalogueKind.Sqlite);

public sealed class PostgresSearchLogTests() : SearchLogContract(CatalogueKind.Postgres);
