using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>Finds what the queue lost and what is due again, and queues it.</summary>
internal sealed class Sweeper(IndexOutbox outbox, IIndexQueue queue, IndexingMetrics metrics, TimeProvider time, IOptions<IndexingOptions> options)
{
    /// <returns>True when there is probably more to find.</returns>
    public async Task<bool> SweepAsync(long generation, CancellationToken cancellationToken)
    {
        // Of a queue that is full enough, more of the same only makes it longer. Without a queue the loop takes what lags by itself, once it is known to lag.
        long? waiting = await CountAsync(cancellationToken);
        if (waiting >= options.Value.SweepLimit)
        {
            return false;
        }

        IReadOnlyList<IndexWakeUp> found = await outbox.SweepAsync(generation, options.Value.SweepLimit, options.Value.QuietTime, cancellationToken);
        if (found.Count > 0 && waiting is not null)
        {
            await queue.EnqueueAsync([.. found.Select(wakeUp => new IndexSignal(wakeUp.Product, wakeUp.Version, null))], cancellationToken);
        }

        IndexLag lag = await outbox.LagAsync(generation, cancellationToken);
        metrics.LagSeen(lag.Oldest is DateTimeOffset oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero);
        return found.Count == options.Value.SweepLimit;
    }

    /// <summary>Null while the queue is away.</summary>
    private async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await queue.CountAsync(cancellationToken);
        }
        catch (IndexQueueUnavailableException)
        {
            return null;
        }
    }
}
