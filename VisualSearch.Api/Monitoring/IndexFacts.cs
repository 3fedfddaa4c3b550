using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Monitoring;

/// <summary>Where the index stands, for <c>/health/detailed</c>.</summary>
/// <param name="Model">The living generation's model; null while none is loaded.</param>
/// <param name="Vectors">Vectors that searches look through.</param>
/// <param name="Pending">Products whose current version is not processed yet.</param>
/// <param name="LagSeconds">Age of the oldest change that searches do not show yet.</param>
/// <param name="QueueLength">Wake-ups that wait; null while the queue is away.</param>
/// <param name="OldestPending">How long the oldest pending product has waited; null when none waits.</param>
internal sealed record IndexFacts(string? Model, long Vectors, long Pending, double LagSeconds, long? QueueLength, TimeSpan? OldestPending)
{
    /// <summary>How long the queue is asked: what it has to say is the least of it.</summary>
    private static readonly TimeSpan QueuePatience = TimeSpan.FromMilliseconds(250);

    public static ReadIndexFacts ReaderOf(LivingIndexes living, IndexStatusReader status, IIndexQueue queue, TimeProvider time) => async cancellationToken =>
    {
        Task<long?> waiting = CountAsync(queue, time, cancellationToken);
        IndexStatus read = await status.ReadAsync(cancellationToken);
        return new IndexFacts(
            living.Active.Model.Name,
            read.Vectors,
            read.Pending,
            Math.Round(read.Lag.TotalSeconds, 1),
            await waiting,
            read.OldestPending is null ? null : read.Lag);
    };

    private static async Task<long?> CountAsync(IIndexQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.CountAsync(cancellationToken).AsTask().WaitAsync(QueuePatience, time, cancellationToken);
        }
        catch (Exception away) when (away is IndexQueueUnavailableException or TimeoutException)
        {
            return null;
        }
    }
}

/// <summary>Reads the facts. Registered by whoever composes the process; without one, the answer has none.</summary>
internal delegate Task<IndexFacts> ReadIndexFacts(CancellationToken cancellationToken);
