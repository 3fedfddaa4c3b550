using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// How pictures are embedded for the index: a few through the model's own queue, beside searches; many through its bulk embedder, whose memory is
/// given back when the loop has been idle for a while.
/// </summary>
internal sealed class BulkEmbedding(TimeProvider time, TimeSpan idleBeforeRelease) : IAsyncDisposable
{
    /// <summary>Opening the bulk embedder loads the weights once more, which a handful of pictures does not repay.</summary>
    private const int WorthOpening = 16;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private BulkImageEmbedder? _embedder;
    private SemaphoreSlim? _places;
    private EmbeddingModel? _model;
    private int _users;
    private long _lastUse;
    private Task _closing = Task.CompletedTask;

    /// <summary>The way to embed one batch.</summary>
    /// <param name="products">How many products the batch may have.</param>
    public Lease Take(EmbeddingModel wanted, int products)
    {
        lock (_gate)
        {
            bool open = _embedder is not null && ReferenceEquals(_model, wanted);
            if (!open && products >= WorthOpening && _users == 0)
            {
                // Of two generations that are filled in turn, the one with much to do has it.
                _closing = CloseLocked().AsTask();
            }

            if (!open && (_embedder is not null || products < WorthOpening))
            {
                return new Lease(null, wanted.EmbedImageAsync, _oneAtATime);
            }

            if (!open)
            {
                _embedder = wanted.OpenBulk();
                _places = new SemaphoreSlim(_embedder.Parallelism);
                _model = wanted;
            }

            _users++;
            return new Lease(this, _embedder!.EmbedAsync, _places!);
        }
    }

    /// <summary>Closes the bulk embedder when nothing used it for the idle time.</summary>
    public ValueTask ReleaseWhenIdleAsync()
    {
        lock (_gate)
        {
            return _users == 0 && _embedder is not null && time.GetElapsedTime(_lastUse) >= idleBeforeRelease ? CloseLocked() : ValueTask.CompletedTask;
        }
    }

    public async ValueTask DisposeAsync()
    {
        ValueTask closing;
        lock (_gate)
        {
            _oneAtATime.Dispose();
            closing = CloseLocked();
        }

        await closing;
        await _closing;
    }

    private ValueTask CloseLocked()
    {
        BulkImageEmbedder? closing = _embedder;
        _places?.Dispose();
        (_embedder, _places, _model) = (null, null, null);
        return closing?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private void Return()
    {
        lock (_gate)
        {
            _users--;
            _lastUse = time.GetTimestamp();
        }
    }

    /// <summary>One batch's way to embed.</summary>
    /// <param name="Places">As many as pictures are to be decoded and embedded at once, shared by all batches.</param>
    internal sealed record Lease(BulkEmbedding? Owner, Func<RgbPixels, CancellationToken, Task<float[]>> EmbedAsync, SemaphoreSlim Places) : IDisposable
    {
        public void Dispose() => Owner?.Return();
    }
}
