using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Indexing.ModelChange;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>What fails while a process follows its generations is tried again, ends no process and keeps no other generation from its own.</summary>
public sealed class GenerationWatchTests : IDisposable
{
    private readonly TwoModels _models = new TwoModels().WithThird();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_public_name_that_the_store_refuses_is_asked_for_again_and_keeps_nothing_from_going_on()
    {
        await using EngineUnderTest engine = await StartAsync();
        HinderedStore store = engine.Services.GetRequiredService<HinderedStore>();
        int asked = 0;
        store.Announcing = () =>
        {
            Interlocked.Increment(ref asked);
            throw new InvalidOperationException("a collection has the name");
        };
        // The name was given at the start, and is given again to what is switched to.
        Generation other = await engine.StartOtherAsync();
        await engine.Changes().SwitchAsync(other.Id, true, Stop);
        await engine.AdoptedAsync(TwoModels.Other);

        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref asked)), times => times >= 2);
        await engine.Changes().RollBackAsync(Stop);
        await engine.AdoptedAsync(TwoModels.Bundled);
    }

    [Fact]
    public async Task A_generation_that_cannot_be_opened_keeps_no_other_from_being_filled_or_let_go()
    {
        await using EngineUnderTest engine = await StartAsync();
        await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        HinderedStore store = engine.Services.GetRequiredService<HinderedStore>();
        store.Opening = collection => collection.Name.Contains(TwoModels.Other, StringComparison.Ordinal) ? throw new InvalidOperationException("a mistake of ours") : Task.CompletedTask;
        await engine.StartOtherAsync();

        GenerationResult third = await engine.Changes().StartAsync(TwoModels.Third, Stop);
        await Eventually.HoldsAsync(() => engine.StateAsync(TwoModels.Third), state => state.Progress.Complete && state.Vectors == 1);

        await engine.Changes().DropAsync(third.Generation!.Id, Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(engine.Services.GetRequiredService<LivingIndexes>().All.Count), open => open == 1);
    }

    [Fact]
    public async Task Figures_of_a_generation_that_another_process_dropped_are_no_longer_told()
    {
        await using EngineUnderTest engine = await StartAsync();
        await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        Generation other = await engine.StartOtherAsync();
        await engine.FilledAsync();
        using MetricCollector<long> vectors = new(engine.Services.GetRequiredService<IMeterFactory>(), VectorsMetrics.MeterName, VectorsMetrics.VectorCount);
        Assert.True(Told());

        // As far as the catalogue goes; the store of this process is told nothing.
        await engine.Services.GetRequiredService<GenerationChanges>().RemoveAsync(other.Id, Stop);

        await Eventually.HoldsAsync(() => Task.FromResult(Told()), told => !told);

        bool Told()
        {
            vectors.Clear();
            vectors.RecordObservableInstruments();
            return vectors.GetMeasurementSnapshot().Any(measured => (string?)measured.Tags[VectorsMetrics.CollectionTag] == other.Collection);
        }
    }

    [Fact]
    public async Task Vectors_that_others_remove_are_counted_again_although_this_process_neither_searches_nor_writes()
    {
        ShiftedTime time = new();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(
            services: services =>
            {
                HinderedStore.AddTo(services);
                services.AddSingleton<TimeProvider>(time);
            },
            settings: _models.Settings);
        HinderedStore store = engine.Services.GetRequiredService<HinderedStore>();
        store.OutlivesProcess = true;
        int counted = 0;
        store.Counting = () => Task.FromResult(Interlocked.Increment(ref counted));

        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref counted)), times => times >= 1);
        time.Shift(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref counted)), times => times >= 2);
    }

    /// <summary>The system's time, later than it is.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private long _later;

        public void Shift(TimeSpan by) => Interlocked.Add(ref _later, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _later);
    }

    private Task<EngineUnderTest> StartAsync() => EngineUnderTest.StartAsync(services: HinderedStore.AddTo, settings: _models.Settings);
}
