using System.Diagnostics;
using System.Threading.Channels;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>The bounded queue in front of a tower: a few workers take what waits, in order, alone or in batches.</summary>
/// <remarks>
/// Each worker has a thread of its own. A run holds its thread for a tenth of a second or more, and the pool has as many threads as there are cores:
/// on the pool, two pictures being indexed would keep every request, probe and timer of a small machine waiting.
/// </remarks>
/// <typeparam name="TItem">Pixels, or a text.</typeparam>
internal sealed class TowerQueue<TItem> : IAsyncDisposable
{
    private readonly Channel<Request> _channel = Channel.CreateUnbounded<Request>(
        // All that continues here is a worker that blocks: it is woken by the writer itself, without a detour over the pool.
        new UnboundedChannelOptions { AllowSynchronousContinuations = true });
    private readonly Func<IReadOnlyList<TItem>, float[][]> _embed;
    private readonly EmbeddingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly QueryKind _kind;
    private readonly int _capacity;
    private readonly int _maxBatch;
    private readonly Task[] _workers;
    private int _waiting;

    /// <param name="embed">Runs on a worker; an exception is the caller's of each item alone.</param>
    /// <param name="workers">Runs at once.</param>
    /// <param name="capacity">Requests that may wait beside those that run.</param>
    public TowerQueue(Func<IReadOnlyList<TItem>, float[][]> embed, QueryKind kind, int workers, int maxBatch, int capacity, EmbeddingMetrics metrics, TimeProvider clock)
    {
        _embed = embed;
        _kind = kind;
        _maxBatch = maxBatch;
        _capacity = capacity;
        _metrics = metrics;
        _clock = clock;
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <exception cref="EmbeddingQueueFullException">As many wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The model is being unloaded.</exception>
    public Task<float[]> EmbedAsync(TItem item, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<float[]>(cancellationToken);
        }

        if (Interlocked.Increment(ref _waiting) > _capacity)
        {
            Interlocked.Decrement(ref _waiting);
            return Task.FromException<float[]>(new EmbeddingQueueFullException($"{_capacity} requests wait for the model already"));
        }

        _metrics.RequestQueued(_kind);
        Request request = new(item, this);
        if (!_channel.Writer.TryWrite(request))
        {
            request.Leave();
            return Task.FromException<float[]>(new ObjectDisposedException(nameof(EmbeddingModel)));
        }

        request.HonourCancellation(cancellationToken);
        return request.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await Task.WhenAll(_workers).ConfigureAwait(false);
    }

    private void Work()
    {
        List<Request> batch = [];
        while (_channel.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < _maxBatch && _channel.Reader.TryRead(out Request? request))
            {
                // One whose caller gave up while it waited has left already.
                if (request.Leave())
                {
                    batch.Add(request);
                }
            }

            if (batch.Count > 0)
            {
                Run(batch);
                batch.Clear();
            }
        }
    }

    private void Run(List<Request> batch)
    {
        long start = _clock.GetTimestamp();
        try
        {
            float[][] vectors = _embed([.. batch.Select(request => request.Item)]);
            _metrics.BatchEmbedded(_kind, batch.Count, _clock.GetElapsedTime(start));
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Succeed(vectors[i]);
            }
        }
        catch (Exception) when (batch.Count > 1)
        {
            // The fault is one item's; alone, only that one fails.
            foreach (Request request in batch)
            {
                Run([request]);
            }
        }
        catch (Exception e)
        {
            batch[0].Fail(e);
        }
    }

    private sealed class Request(TItem item, TowerQueue<TItem> queue)
    {
        private readonly TaskCompletionSource<float[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationTokenRegistration _registration;
        private int _left;

        public TItem Item => item;

        public Task<float[]> Task => _done.Task;

        public void HonourCancellation(CancellationToken cancellationToken)
        {
            if (cancellationToken.CanBeCanceled)
            {
                _registration = cancellationToken.Register(
                    () =>
                    {
                        Leave();
                        _done.TrySetCanceled(cancellationToken);
                    });
                if (_done.Task.IsCompleted)
                {
                    _registration.Unregister();
                }
            }
        }

        /// <summary>Gives the place in the queue back; false when that happened before.</summary>
        public bool Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) != 0)
            {
                return false;
            }

            Interlocked.Decrement(ref queue._waiting);
            queue._metrics.RequestLeftQueue(queue._kind);
            return true;
        }

        public void Succeed(float[] vector)
        {
            _done.TrySetResult(vector);
            _registration.Unregister();
        }

        public void Fail(Exception exception)
        {
            _done.TrySetException(exception);
            _registration.Unregister();
        }
    }
}
