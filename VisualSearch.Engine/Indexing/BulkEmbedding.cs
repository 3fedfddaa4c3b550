using VisualSearch.Engine.Embedding;

namespace VisualSearch.Engine.Indexing;

/// <summary>The bulk embedder while there is work, and not longer: its memory is given back when the indexing loop has been idle for a while.</summary>
internal sealed class BulkEmbedding(TimeProvider time, TimeSpan idleBeforeRelease) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private BulkImageEmbedder? _embedder;
    private SemaphoreSlim? _computing;
    private EmbeddingModel? _model;
    private int _users;
    private long _lastUse;

    /// <summary>The embedder for one batch; opened when it is not.</summary>
    public Lease Take(EmbeddingModel wanted)
    {
        lock (_gate)
        {
            if (_embedder is not null && !ReferenceEquals(_model, wanted))
            {
                throw new InvalidOperationException("The model changed while batches of the old one are under way.");
            }

            if (_embedder is null)
            {
                _embedder = wanted.OpenBulk();
                _computing = new SemaphoreSlim(_embedder.Parallelism);
                _model = wanted;
            }

            _users++;
            return new Lease(this, _embedder, _computing!);
        }
    }

    /// <summary>Closes it when nothing used it for the idle time.</summary>
    public ValueTask ReleaseWhenIdleAsync()
    {
        lock (_gate)
        {
            return _users == 0 && _embedder is not null && time.GetElapsedTime(_lastUse) >= idleBeforeRelease ? CloseLocked() : ValueTask.CompletedTask;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return CloseLocked();
        }
    }

    private ValueTask CloseLocked()
    {
        BulkImageEmbedder? closing = _embedder;
        _computing?.Dispose();
        (_embedder, _computing, _model) = (null, null, null);
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

    /// <summary>One batch's hold on the embedder.</summary>
    /// <param name="Computing">As many places as the embedder takes pictures at once, shared by all batches.</param>
    internal sealed record Lease(BulkEmbedding Owner, BulkImageEmbedder Embedder, SemaphoreSlim Computing) : IDisposable
    {
        public void Dispose() => Owner.Return();
    }
}
