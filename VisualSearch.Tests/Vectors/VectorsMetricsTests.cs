using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Tests.Vectors;

public sealed class VectorsMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;
    private readonly MetricCollector<double> _durations;
    private readonly MetricCollector<long> _counts;

    public VectorsMetricsTests()
    {
        _services = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddVectors(new ConfigurationBuilder().Build()).BuildServiceProvider();
        IMeterFactory meters = _services.GetRequiredService<IMeterFactory>();
        _durations = new MetricCollector<double>(meters, "VisualSearch.Engine", "visual_search.qdrant_search_duration");
        _counts = new MetricCollector<long>(meters, "VisualSearch.Engine", "visual_search.vectors");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_is_timed_in_seconds_even_when_it_fails()
    {
        SlowIndex slow = new(_time, TimeSpan.FromMilliseconds(20));
        MeasuredVectorIndex index = new(slow, "products", TimeSpan.Zero, _services.GetRequiredService<VectorsMetrics>(), _time);

        await index.SearchAsync(VectorData.Query([1, 0]), Cancellation);
        slow.Broken = true;
        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => index.SearchAsync(VectorData.Query([1, 0]), Cancellation));

        Assert.Equal([0.02, 0.02], _durations.GetMeasurementSnapshot().Select(measurement => measurement.Value));
        Assert.All(_durations.GetMeasurementSnapshot(), measurement => Assert.Empty(measurement.Tags));
    }

    [Fact]
    public async Task The_gauge_shows_the_vectors_of_each_collection_until_it_is_dropped()
    {
        IVectorStore store = _services.GetRequiredService<IVectorStore>();
        IVectorIndex kept = (await store.OpenAsync(new VectorCollection("kept", 2, "1"), Cancellation)).Index;
        IVectorIndex dropped = (await store.OpenAsync(new VectorCollection("dropped", 2, "1"), Cancellation)).Index;
        await kept.ApplyAsync([VectorData.Product(1, 1, VectorData.Vector(1, 0), VectorData.Vector(0, 1))], Cancellation);
        await dropped.ApplyAsync([], Cancellation);

        Assert.Equal([("dropped", 0), ("kept", 2)], Observe());
        Assert.Equal(2, kept.Dimension);

        await store.DropAsync("dropped", Cancellation);
        Assert.Equal([("kept", 2)], Observe());
    }

    [Fact]
    public async Task A_stream_of_products_fills_an_index_in_batches()
    {
        IVectorIndex index = (await _services.GetRequiredService<IVectorStore>().OpenAsync(new VectorCollection("filled", 2, "1"), Cancellation)).Index;

        long read = await index.FillAsync(Enumerable.Range(1, 1300).Select(id => VectorData.Product(id, 1, VectorData.Vector(1, id))).ToAsyncEnumerable(), Cancellation);

        Assert.Equal(1300, read);
        Assert.Equal(1300, await index.CountAsync(Cancellation));
    }

    public void Dispose()
    {
        _durations.Dispose();
        _counts.Dispose();
        _services.Dispose();
    }

    private IEnumerable<(string, long)> Observe()
    {
        _counts.Clear();
        _counts.RecordObservableInstruments();
        return _counts.GetMeasurementSnapshot().Select(measurement => ((string)measurement.Tags["collection"]!, measurement.Value)).Order();
    }

    private sealed class SlowIndex(FakeTimeProvider time, TimeSpan takes) : IVectorIndex
    {
        public bool Broken { get; set; }

        public int Dimension => 2;

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken)
        {
            time.Advance(takes);
            return Broken ? throw new VectorIndexUnavailableException("away") : Task.FromResult<IReadOnlyList<VectorHit>>([]);
        }

        public Task<long> CountAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<IndexedPicture>();
    }
}
