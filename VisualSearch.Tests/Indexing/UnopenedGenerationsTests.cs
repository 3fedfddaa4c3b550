using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

public sealed class UnopenedGenerationsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Also_what_searches_use_is_counted_while_it_is_not_open_and_no_oftener_than_by_sweeps()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        await catalogue.ActivateAsync();
        await catalogue.AddAsync("One");
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        using MetricCollector<long> pending = new(meters, "VisualSearch.Engine", "visual_search.generation_pending");
        IndexingOptions options = new();
        UnopenedGenerations unopened = new(catalogue.Outbox, new LivingIndexes(), new GenerationMetrics(meters), catalogue.Time, Options.Create(options));

        Assert.Equal([(1L, true)], await ToldAsync());
        await catalogue.AddAsync("Two");
        Assert.Equal([(1L, true)], await ToldAsync());
        catalogue.Time.Advance(options.SweepInterval);
        Assert.Equal([(2L, true)], await ToldAsync());

        async Task<(long Products, bool Active)[]> ToldAsync()
        {
            await unopened.MeasureAsync(await catalogue.Generations.ListAsync(Stop), Stop);
            pending.Clear();
            pending.RecordObservableInstruments();
            return [.. pending.GetMeasurementSnapshot().Select(measured => (measured.Value, (bool)measured.Tags["active"]!))];
        }
    }
}
