using VisualSearch.Engine.Embedding;

namespace VisualSearch.Engine.Indexing;

/// <summary>The bulk embedder while there is work, and not longer: its memory is given back when the indexing loop has been idle for a while.</summary>
internal sealed class BulkEmbedding(TimeProvider time, TimeSpan idleBeforeRelease) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private BulkImageEmbedder? embedder;
    private SemaphoreSlim? computing;
    private EmbeddingModel? model;
    private int users;
    private long lastUse;

    /// <summary>The embedder for one batch; opened when it is not.</summary>
    public Lease Take(EmbeddingModel wanted)
    {
        lock (gate)
        {
            if (embedder is not null && !ReferenceEquals(model, wanted))
            {
                throw new InvalidOperationException("The model changed while batches of the old one are under way.");
            }

            if (embedder is null)
            {
                embedder = wanted.OpenBulk();
                computing = new SemaphoreSlim(embedder.Parallelism);
                model = wanted;
            }

            users++;
            return new Lease(this, embedder, computing!);
        }
    }

    /// <summary>Closes it when nothing used it for the idle time.</summary>
    public ValueTask ReleaseWhenIdleAsync()
    {
        lock (gate)
        {
            return users == 0 && embedder is not null && time.GetElapsedTime(lastUse) >= idleBeforeRelease ? CloseLocked() : ValueTask.CompletedTask;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            return CloseLocked();
        }
    }

    private ValueTask CloseLocked()
    {
        BulkImageEmbedder? closing = embedder;
        computing?.Dispose();
        (embedder, computing, model) = (null, null, null);
        return closing?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private void Return()
    {
        lock (gate)
        {
            users--;
            lastUse = time.GetTimestamp();
        }
    }

    /// <summary>One batch's hold on the embedder.</summary>
    /// <param name="Computing">As many places as the embedder takes pictures at once, shared by all batches.</param>
    internal sealed record Lease(BulkEmbedding Owner, BulkImageEmbedder Embedder, SemaphoreSlim Computing) : IDisposable
    {
        public void Dispose() => Owner.Return();
    }
}
