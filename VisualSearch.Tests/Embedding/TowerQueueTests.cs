using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Embedding.Towers;

namespace VisualSearch.Tests.Embedding;

public sealed class TowerQueueTests : IDisposable
{
    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().AddSingleton<EmbeddingMetrics>().BuildServiceProvider();
    private readonly SemaphoreSlim _started = new(0);
    private readonly ManualResetEventSlim _go = new(false);
    private readonly ConcurrentQueue<int> _batches = [];

    public void Dispose()
    {
        _provider.Dispose();
        _started.Dispose();
        _go.Dispose();
    }

    [Fact]
    public async Task A_request_beyond_the_capacity_is_refused_and_the_others_are_answered()
    {
        await using TowerQueue<int> queue = Queue(capacity: 2);
        Task<float[]> running = await StartBlocked(queue);
        Task<float[]>[] waiting = [queue.EmbedAsync(1, Token), queue.EmbedAsync(2, Token)];

        await Assert.ThrowsAsync<EmbeddingQueueFullException>(() => queue.EmbedAsync(3, Token));

        _go.Set();
        Assert.Equal(0f, Assert.Single(await running));
        Assert.Equal(1f, Assert.Single(await waiting[0]));
        Assert.Equal(2f, Assert.Single(await waiting[1]));
    }

    [Fact]
    public async Task A_cancelled_request_gives_its_place_back_and_is_never_embedded()
    {
        await using TowerQueue<int> queue = Queue(capacity: 1);
        Task<float[]> running = await StartBlocked(queue);
        using CancellationTokenSource giveUp = new();
        Task<float[]> cancelled = queue.EmbedAsync(1, giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Task<float[]> next = queue.EmbedAsync(2, Token);
        _go.Set();
        await running;
        Assert.Equal(2f, Assert.Single(await next));
        Assert.Equal(2, _batches.Count);
    }

    [Fact]
    public async Task A_request_cancelled_before_it_came_takes_no_place()
    {
        await using TowerQueue<int> queue = Queue(capacity: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.EmbedAsync(1, new CancellationToken(canceled: true)));

        _go.Set();
        Assert.Equal(2f, Assert.Single(await queue.EmbedAsync(2, Token)));
    }

    [Fact]
    public async Task One_bad_item_of_a_batch_fails_alone()
    {
        await using TowerQueue<int> queue = Queue(capacity: 10, maxBatch: 4);
        Task<float[]> running = await StartBlocked(queue);
        Task<float[]>[] batch = [queue.EmbedAsync(1, Token), queue.EmbedAsync(-1, Token), queue.EmbedAsync(3, Token)];

        _go.Set();

        await running;
        Assert.Equal(1f, Assert.Single(await batch[0]));
        await Assert.ThrowsAsync<InvalidDataException>(() => batch[1]);
        Assert.Equal(3f, Assert.Single(await batch[2]));
        Assert.Contains(3, _batches);
    }

    [Fact]
    public async Task Waiting_items_go_together_up_to_the_largest_batch()
    {
        await using TowerQueue<int> queue = Queue(capacity: 10, maxBatch: 4);
        Task<float[]> running = await StartBlocked(queue);
        Task<float[]>[] rest = [.. Enumerable.Range(1, 6).Select(i => queue.EmbedAsync(i, Token))];

        _go.Set();

        await running;
        await Task.WhenAll(rest);
        Assert.Equal([1, 4, 2], _batches);
    }

    [Fact]
    public async Task Without_batches_each_item_goes_alone()
    {
        await using TowerQueue<int> queue = Queue(capacity: 10);
        _go.Set();

        await Task.WhenAll(Enumerable.Range(1, 6).Select(i => queue.EmbedAsync(i, Token)));

        Assert.All(_batches, size => Assert.Equal(1, size));
        Assert.Equal(6, _batches.Count);
    }

    [Fact]
    public async Task A_tower_runs_on_threads_of_its_own_and_never_on_the_pools()
    {
        ConcurrentBag<bool> pooled = [];
        await using TowerQueue<int> queue = new(
            items =>
            {
                pooled.Add(Thread.CurrentThread.IsThreadPoolThread);
                return [.. items.Select(item => new float[] { item })];
            },
            QueryKind.Image,
            workers: 2,
            maxBatch: 1,
            capacity: 10,
            _provider.GetRequiredService<EmbeddingMetrics>(),
            TimeProvider.System);

        for (int round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => queue.EmbedAsync(i, Token)));
        }

        Assert.Equal(12, pooled.Count);
        Assert.DoesNotContain(true, pooled);
    }

    [Fact]
    public async Task After_disposal_what_waited_is_answered_and_new_requests_are_refused()
    {
        TowerQueue<int> queue = Queue(capacity: 4);
        Task<float[]> running = await StartBlocked(queue);
        Task<float[]> waiting = queue.EmbedAsync(1, Token);
        ValueTask disposal = queue.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.EmbedAsync(2, Token));

        _go.Set();
        await disposal;
        Assert.True(running.IsCompletedSuccessfully || await running is not null);
        Assert.Equal(1f, Assert.Single(await waiting));
    }

    [Fact]
    public async Task Metrics_tell_duration_batch_size_and_depth_by_kind()
    {
        IMeterFactory meters = _provider.GetRequiredService<IMeterFactory>();
        using MetricCollector<double> duration = new(meters, "VisualSearch.Engine", "visual_search.clip_inference_duration");
        using MetricCollector<int> size = new(meters, "VisualSearch.Engine", "visual_search.embedding_batch_size");
        using MetricCollector<int> depth = new(meters, "VisualSearch.Engine", "visual_search.embedding_queue_depth");
        await using (TowerQueue<int> queue = Queue(capacity: 10, maxBatch: 4, kind: QueryKind.Text))
        {
            Task<float[]> running = await StartBlocked(queue);
            Task<float[]> next = queue.EmbedAsync(1, Token);
            Assert.Equal(1, depth.GetMeasurementSnapshot().Sum(m => m.Value));
            _go.Set();
            await Task.WhenAll(running, next);
        }

        Assert.Equal("s", duration.Instrument!.Unit);
        Assert.Equal(2, duration.GetMeasurementSnapshot().Count);
        Assert.All(duration.GetMeasurementSnapshot(), m => Assert.Equal("text", m.Tags["kind"]));
        Assert.Equal([1, 1], size.GetMeasurementSnapshot().Select(m => m.Value));
        Assert.Equal(0, depth.GetMeasurementSnapshot().Sum(m => m.Value));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TowerQueue<int> Queue(int capacity, int maxBatch = 1, QueryKind kind = QueryKind.Image) =>
        new(Embed, kind, workers: 1, maxBatch, capacity, _provider.GetRequiredService<EmbeddingMetrics>(), TimeProvider.System);

    /// <summary>A request that is in the tower, and stays there until the gate opens.</summary>
    private async Task<Task<float[]>> StartBlocked(TowerQueue<int> queue)
    {
        Task<float[]> running = queue.EmbedAsync(0, Token);
        await _started.WaitAsync(Token);
        return running;
    }

    private float[][] Embed(IReadOnlyList<int> items)
    {
        _batches.Enqueue(items.Count);
        _started.Release();
        _go.Wait(Token);
        return items.Any(item => item < 0) ? throw new InvalidDataException("bad item") : [.. items.Select(item => new float[] { item })];
    }
}
