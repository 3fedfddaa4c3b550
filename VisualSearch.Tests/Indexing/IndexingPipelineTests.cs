using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>One batch, run by the test beside a loop that has nothing to do, over kept pictures that come when the test lets them.</summary>
public sealed class IndexingPipelineTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly HeldStore _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_that_is_told_to_stop_waits_for_its_pictures_without_going_round()
    {
        await using EngineUnderTest engine = await StartAsync();
        IReadOnlyList<ProductId> held = [await AddAsync(engine, 'a')];
        _store.Deaf = true;
        using CancellationTokenSource stop = new();
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int times = 0;
        Task<BatchOutcome> running = RunAsync(
            engine,
            held,
            () =>
            {
                Interlocked.Increment(ref times);
                stop.Cancel();
                slow.TrySetResult();
            },
            stop.Token);
        await PassAsync(slow.Task);

        _store.Release(SampleShop.Picture("26bd"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, times);
    }

    [Fact]
    public async Task A_batch_whose_claims_were_all_lost_ends()
    {
        await using EngineUnderTest engine = await StartAsync();
        IReadOnlyList<ProductId> held = [await AddAsync(engine, 'a')];
        Task<BatchOutcome> running = RunAsync(engine, held, () => { }, Stop);
        await _store.ReadsAsync(1);

        // As when the collection is lost and everything is to be written again.
        await engine.Services.GetRequiredService<Generations>().ResetAsync(engine.Index.Generation.Id, Stop);
        await PassAsync(running);

        Assert.Equal((0, 0), ((await running).Products, (await running).Pictures));
        Assert.Equal(1, _store.Cancelled);
    }

    [Fact]
    public async Task An_embedding_that_retention_takes_away_before_the_picture_is_saved_that_uses_it_is_stored_again()
    {
        await using EngineUnderTest engine = await StartAsync();
        Embeddings embeddings = engine.Services.GetRequiredService<Embeddings>();
        string fingerprint = engine.Index.Generation.Fingerprint;
        using MetricCollector<long> reused = new(engine.Services.GetRequiredService<IMeterFactory>(), "VisualSearch.Engine", "visual_search.pictures_reused");
        _store.Give(new string('b', 64), SampleShop.Picture("26bd"));
        ProductId before = await AddAsync(engine, 'b');
        await RunAsync(engine, [before], () => { }, Stop);
        await engine.Writes.ReplaceAsync(ProductKey.Of(before), new ProductDetails { Title = "without" }, [], null, Stop);
        ProductId now = await AddAsync(engine, 'a', 'b');
        Task<BatchOutcome> running = RunAsync(engine, [now], () => { }, Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(reused.GetMeasurementSnapshot().Count), found => found == 1);

        Assert.Equal(1, await embeddings.RemoveUnusedAsync(Stop));
        _store.Release(SampleShop.Picture("1f350"));
        await running;

        Assert.Equal(2, await embeddings.CountAsync(fingerprint, Stop));
    }

    private Task<EngineUnderTest> StartAsync() => EngineUnderTest.StartAsync(
        services: services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.AddSingleton<IImageStore>(_store);
        },
        settings: ("Indexing:QuietTime", "01:00:00"));

    /// <summary>Counts as queued, and no wake-up is sent: the loop leaves it alone.</summary>
    private static async Task<ProductId> AddAsync(EngineUnderTest engine, params char[] keys) =>
        (await engine.Writes.CreateAsync(new ProductDetails { Title = "ball" }, [.. keys.Select(key => new ImageReference.Kept(new string(key, 64)).ToString())], Stop)).Product!.Id;

    private static async Task<BatchOutcome> RunAsync(EngineUnderTest engine, IReadOnlyList<ProductId> products, Action slow, CancellationToken cancellationToken)
    {
        await using BulkEmbedding bulk = new(TimeProvider.System, TimeSpan.Zero);
        return await engine.Services.GetRequiredService<IndexingPipeline>().RunAsync(engine.Index, products, ChangeTraces.None, "test", bulk, slow, cancellationToken);
    }

    /// <summary>Lets time pass, less than a lease at once, until it has happened.</summary>
    private Task<bool> PassAsync(Task happened) => Eventually.HoldsAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(happened.IsCompleted);
        },
        done => done);
}
