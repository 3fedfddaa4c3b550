using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>Finds what the queue lost, what is due again and what a generation never had, and queues it. For one caller at a time.</summary>
internal sealed class Sweeper(IndexOutbox outbox, GenerationChanges generations, IIndexQueue queue, IndexingMetrics metrics, GenerationMetrics progress, TimeProvider time, IOptions<IndexingOptions> options)
{
    /// <summary>Between looks for products that a generation has no row of. Making a generation misses none, so this finds only what a removal left that was broken off, or what somebody did to the tables by hand.</summary>
    private static readonly TimeSpan LookForMissing = TimeSpan.FromHours(1);

    private readonly Dictionary<long, long> _looked = [];
    private readonly Dictionary<long, long> _measured = [];

    /// <param name="filling">Searches do not use it: little of it is queued at once, so that changes which searches wait for are never behind thousands that nobody does.</param>
    /// <returns>True when there is probably more to find.</returns>
    public async Task<bool> SweepAsync(OpenIndex index, bool filling, CancellationToken cancellationToken)
    {
        long generation = index.Generation.Id;
        await MeasureAsync(index, filling, cancellationToken);
        int limit = filling ? Math.Min(options.Value.BatchSize * options.Value.BatchesAtOnce, options.Value.SweepLimit) : options.Value.SweepLimit;
        // Of a queue that is full enough, more of the same only makes it longer. Without a queue the loop takes what lags by itself, once it is known to lag.
        long? waiting = await CountAsync(cancellationToken);
        if (waiting >= limit)
        {
            return false;
        }

        if (!_looked.TryGetValue(generation, out long looked) || time.GetElapsedTime(looked) >= LookForMissing)
        {
            await generations.AddMissingAsync(generation, cancellationToken);
            _looked[generation] = time.GetTimestamp();
        }

        IReadOnlyList<IndexWakeUp> found = await outbox.SweepAsync(generation, limit, options.Value.QuietTime, cancellationToken);
        if (found.Count > 0 && waiting is not null)
        {
            await queue.EnqueueAsync([.. found.Select(wakeUp => new IndexSignal(wakeUp.Product, wakeUp.Version, null))], cancellationToken);
        }

        return found.Count == limit;
    }

    /// <summary>Also while the queue is full, which is when somebody looks. Counting costs with what is pending, so sweeps that follow at once do without.</summary>
    private async Task MeasureAsync(OpenIndex index, bool filling, CancellationToken cancellationToken)
    {
        if (_measured.TryGetValue(index.Generation.Id, out long measured) && time.GetElapsedTime(measured) < options.Value.SweepInterval)
        {
            return;
        }

        _measured[index.Generation.Id] = time.GetTimestamp();
        IndexLag lag = await outbox.LagAsync(index.Generation.Id, cancellationToken);
        progress.PendingSeen(index.Generation, active: !filling, lag.Pending);
        if (!filling)
        {
            metrics.LagSeen(lag.Oldest is DateTimeOffset oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero);
        }
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
