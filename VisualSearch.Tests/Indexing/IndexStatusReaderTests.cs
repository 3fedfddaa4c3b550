using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>Which figures an answer carries, and which it waits for, beside an index whose counting the test holds up.</summary>
public sealed class IndexStatusReaderTests : IAsyncLifetime
{
    private readonly SlowCount _vectors = new();
    private readonly LivingIndexes _living = new();
    private TemporaryCatalogue _catalogue = null!;
    private IndexStatusReader _status = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalogue = await TemporaryCatalogue.CreateAsync();
        // No model is asked for any figure.
        _living.Adopt(new OpenIndex(await _catalogue.ActivateAsync(), null!, _vectors));
        _status = new IndexStatusReader(_living, _catalogue.Outbox, _catalogue.Time, new HinderedStore(VectorsMetricsOf(), _catalogue.Time) { OutlivesProcess = true });
    }

    public ValueTask DisposeAsync()
    {
        _status.Dispose();
        return _catalogue.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_has_the_figure_before_while_a_newer_one_is_counted_once_for_all()
    {
        Assert.Equal(1, (await _status.ReadAsync(Stop)).Vectors);
        TaskCompletionSource go = _vectors.Hold();
        _catalogue.Time.Advance(TimeSpan.FromSeconds(1));

        long[] told = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await _status.ReadAsync(Stop)).Vectors));
        Assert.Equal([1, 1, 1], told);

        go.SetResult();
        await Eventually.HoldsAsync(async () => (await _status.ReadAsync(Stop)).Vectors, vectors => vectors == 2);
        Assert.Equal(2, _vectors.Counts);
    }

    [Fact]
    public async Task What_dates_from_before_a_quiet_time_is_not_told_and_who_began_early_waits_for_less()
    {
        await _status.ReadAsync(Stop);
        _catalogue.Time.Advance(TimeSpan.FromSeconds(2));
        TaskCompletionSource go = _vectors.Hold();
        _status.Begin();

        Task<IndexStatus> reading = _status.ReadAsync(Stop).AsTask();
        Assert.False(reading.IsCompleted);
        go.SetResult();

        Assert.Equal(2, (await reading).Vectors);
        Assert.Equal(2, _vectors.Counts);
    }

    [Fact]
    public async Task After_a_change_that_was_not_counted_something_is_pending()
    {
        Assert.Equal(0, (await _status.ReadAsync(Stop)).Pending);
        await _catalogue.AddAsync("ball");
        _status.NoteChange();
        TaskCompletionSource go = _vectors.Hold();

        Assert.Equal(1, (await _status.ReadAsync(Stop)).Pending);
        // One that is noted while it is counted may not be in the figure.
        _catalogue.Time.Advance(TimeSpan.FromSeconds(2));
        Task<IndexStatus> reading = _status.ReadAsync(Stop).AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(_vectors.Counts), counts => counts == 2);
        await _catalogue.IndexAllAsync(_living.Active.Generation);
        _status.NoteChange();
        go.SetResult();

        Assert.Equal(1, (await reading).Pending);
        _catalogue.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, (await _status.ReadAsync(Stop)).Pending);
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_of_once_the_figure_before_is_too_old()
    {
        await _status.ReadAsync(Stop);
        _vectors.Hold().SetException(new VectorIndexUnavailableException("away"));
        _catalogue.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await _status.ReadAsync(Stop)).Vectors);

        _catalogue.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<VectorIndexUnavailableException>(async () => await _status.ReadAsync(Stop));
    }

    [Fact]
    public async Task A_count_that_takes_long_is_repeated_the_more_seldom()
    {
        _vectors.Hold(() => _catalogue.Time.Advance(TimeSpan.FromMilliseconds(50))).SetResult();
        await _status.ReadAsync(Stop);

        _catalogue.Time.Advance(TimeSpan.FromMilliseconds(900));
        await _status.ReadAsync(Stop);
        Assert.Equal(1, _vectors.Counts);
        _catalogue.Time.Advance(TimeSpan.FromMilliseconds(100));
        await _status.ReadAsync(Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(_vectors.Counts), counts => counts == 2);
    }

    private VectorsMetrics VectorsMetricsOf() => new(_catalogue.Get<System.Diagnostics.Metrics.IMeterFactory>());

    /// <summary>Counts one vector more each time, and only when it may.</summary>
    private sealed class SlowCount : IVectorIndex
    {
        private readonly InProcessVectorIndex _inner = new(4);
        private Task _gate = Task.CompletedTask;
        private Action _passing = () => { };
        private int _counts;

        public int Counts => Volatile.Read(ref _counts);

        public int Dimension => _inner.Dimension;

        public TaskCompletionSource Hold(Action? passing = null)
        {
            TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _passing = passing ?? _passing;
            _gate = go.Task;
            return go;
        }

        public async Task<long> CountAsync(CancellationToken cancellationToken)
        {
            int count = Interlocked.Increment(ref _counts);
            await _gate.WaitAsync(cancellationToken);
            _passing();
            return count;
        }

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken) => _inner.ApplyAsync(products, cancellationToken);

        public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => _inner.SearchAsync(query, cancellationToken);

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => _inner.ReadAllAsync(cancellationToken);
    }
}
