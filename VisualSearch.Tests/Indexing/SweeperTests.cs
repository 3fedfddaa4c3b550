using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.InProcess;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>What a sweep measures on its way, and how often.</summary>
public sealed class SweeperTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_lag_is_seen_while_the_queue_is_full()
    {
        await using EngineUnderTest engine = await StartAsync();
        using MetricCollector<double> lags = Lags(engine);
        InProcessIndexQueue full = new(_time);
        await full.EnqueueAsync([.. Enumerable.Range(1, 2000).Select(number => new IndexSignal(new(number), 1, null))], Stop);

        Assert.False(await Over(engine, full).SweepAsync(engine.Index, filling: false, Stop));

        Assert.Single(lags.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Sweeps_that_follow_at_once_do_not_count_all_that_is_left_each_time()
    {
        await using EngineUnderTest engine = await StartAsync();
        using MetricCollector<double> lags = Lags(engine);
        Sweeper sweeper = Over(engine, new InProcessIndexQueue(_time));

        for (int sweep = 0; sweep < 5; sweep++)
        {
            await sweeper.SweepAsync(engine.Index, filling: false, Stop);
        }

        Assert.Single(lags.GetMeasurementSnapshot());
        _time.Advance(new IndexingOptions().SweepInterval);
        await sweeper.SweepAsync(engine.Index, filling: false, Stop);
        Assert.Equal(2, lags.GetMeasurementSnapshot().Count);
    }

    private Task<EngineUnderTest> StartAsync() => EngineUnderTest.StartAsync(indexing: false, services: services => services.AddSingleton<TimeProvider>(_time));

    private static Sweeper Over(EngineUnderTest engine, IIndexQueue queue) => ActivatorUtilities.CreateInstance<Sweeper>(engine.Services, queue);

    private static MetricCollector<double> Lags(EngineUnderTest engine) => new(engine.Services.GetRequiredService<IMeterFactory>(), "VisualSearch.Engine", "visual_search.index_lag");
}
