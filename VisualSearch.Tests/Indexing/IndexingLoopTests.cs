using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>When the loop waits, sweeps and is said to be well, on a clock that the test moves.</summary>
public sealed class IndexingLoopTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_stays_away_is_left_alone_longer_each_time_and_the_loop_is_unwell_until_a_batch_has_ended_well()
    {
        await using EngineUnderTest engine = await StartAsync(
            services => services.AddFakeLogging(), ("Indexing:BatchSize", "1"), ("Indexing:BatchesAtOnce", "1"), ("Indexing:QuietTime", "01:00:00"));
        IndexingHeartbeat heartbeat = engine.Services.GetRequiredService<IndexingHeartbeat>();
        AwayIndex away = new(engine.Index.Vectors);
        engine.Services.GetRequiredService<LivingIndexes>().Adopt(engine.Index with { Vectors = away });
        for (int number = 0; number < 8; number++)
        {
            await engine.AddAsync(new ProductDetails { Title = $"{number}" }, Array.Empty<byte[]>());
        }

        bool well = false;
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(Setbacks.Longest);
                well |= away.Refused > 0 && Waits(engine).Length > 0 && heartbeat.Trouble is null;
                return Task.FromResult(Waits(engine).Length);
            },
            failures => failures >= 4);

        Assert.Equal(["00:00:01", "00:00:02", "00:00:04", "00:00:08"], Waits(engine).Take(4));
        Assert.False(well);
        away.Back = true;
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMinutes(30));
                return Task.FromResult(heartbeat.Trouble);
            },
            trouble => trouble is null);
    }

    [Fact]
    public async Task Changes_without_end_do_not_keep_the_loop_from_finding_what_the_queue_lost()
    {
        StubQueue queue = new(_time) { Busy = true };
        await using EngineUnderTest engine = await StartAsync(services => services.AddSingleton<IIndexQueue>(queue));

        ProductId lost = (await engine.Writes.CreateAsync(new ProductDetails { Title = "lost" }, [], Stop)).Product!.Id;

        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(queue.Put.Contains(lost));
            },
            found => found);
    }

    [Fact]
    public async Task However_seldom_it_sweeps_an_idle_loop_shows_that_it_lives()
    {
        StubQueue queue = new(_time);
        await using EngineUnderTest engine = await StartAsync(services => services.AddSingleton<IIndexQueue>(queue), ("Indexing:SweepInterval", "01:00:00"));

        TimeSpan idle = await Eventually.HoldsAsync(() => Task.FromResult(queue.LongestPatience), patience => patience > TimeSpan.Zero);

        Assert.InRange(idle, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    private Task<EngineUnderTest> StartAsync(Action<IServiceCollection> services, params (string, string)[] settings) => EngineUnderTest.StartAsync(
        services: all =>
        {
            all.AddSingleton<TimeProvider>(_time);
            services(all);
        },
        settings: settings);

    private static string?[] Waits(EngineUnderTest engine) =>
    [
        .. engine.Services.GetFakeLogCollector().GetSnapshot()
            .Where(record => record.Category == typeof(IndexingLoop).FullName && record.Level == LogLevel.Warning)
            .Select(record => record.GetStructuredStateValue("BackOff")),
    ];

    /// <summary>An index that cannot be written to until it is back.</summary>
    private sealed class AwayIndex(IVectorIndex inner) : IVectorIndex
    {
        private int _refused;

        public bool Back { get; set; }

        public int Refused => Volatile.Read(ref _refused);

        public int Dimension => inner.Dimension;

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
        {
            if (Back)
            {
                return inner.ApplyAsync(products, cancellationToken);
            }

            Interlocked.Increment(ref _refused);
            throw new VectorIndexUnavailableException("away");
        }

        public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

        public Task<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);
    }

    /// <summary>A queue that has a wake-up whenever it is asked, or never one.</summary>
    private sealed class StubQueue(TimeProvider time) : IIndexQueue
    {
        private long _longest;

        public bool Busy { get; init; }

        public ConcurrentBag<ProductId> Put { get; } = [];

        public TimeSpan LongestPatience => new(Interlocked.Read(ref _longest));

        public ValueTask<int> EnqueueAsync(IReadOnlyList<IndexSignal> signals, CancellationToken cancellationToken)
        {
            foreach (IndexSignal signal in signals)
            {
                Put.Add(signal.Product);
            }

            return ValueTask.FromResult(signals.Count);
        }

        public async Task<IReadOnlyList<QueuedSignal>> DequeueAsync(int limit, TimeSpan patience, CancellationToken cancellationToken)
        {
            if (Busy)
            {
                await Task.Yield();
                return [new QueuedSignal(new IndexSignal(new ProductId(1_000_000), 1, null), string.Empty)];
            }

            Interlocked.Exchange(ref _longest, Math.Max(_longest, patience.Ticks));
            await Task.Delay(patience, time, cancellationToken);
            return [];
        }

        public Task AcknowledgeAsync(IReadOnlyList<QueuedSignal> signals, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult(0L);

        public Task<IndexQueueFacts> InspectAsync(CancellationToken cancellationToken) => Task.FromResult(new IndexQueueFacts(0, 0, null));
    }
}
