using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Monitoring;

/// <summary>Where the index stands, for <c>/health/detailed</c>.</summary>
/// <param name="Model">The living generation's model; null while none is loaded.</param>
/// <param name="Vectors">Vectors that searches look through.</param>
/// <param name="Pending">Products whose current version is not processed yet.</param>
/// <param name="LagSeconds">Age of the oldest change that searches do not show yet.</param>
/// <param name="QueueLength">Wake-ups that wait.</param>
/// <param name="OldestPending">How long the oldest pending product has waited; null when none waits.</param>
internal sealed record IndexFacts(string? Model, long Vectors, long Pending, double LagSeconds, long QueueLength, TimeSpan? OldestPending)
{
    public static ReadIndexFacts ReaderOf(LivingIndexes living, IndexStatusReader status, IIndexQueue queue) => async cancellationToken =>
    {
        IndexStatus read = await status.ReadAsync(cancellationToken);
        return new IndexFacts(
            living.Active.Model.Name,
            read.Vectors,
            read.Pending,
            Math.Round(read.Lag.TotalSeconds, 1),
            await queue.CountAsync(cancellationToken),
            read.OldestPending is null ? null : read.Lag);
    };
}

/// <summary>Reads the facts. Registered by whoever composes the process; without one, the answer has none.</summary>
internal delegate Task<IndexFacts> ReadIndexFacts(CancellationToken cancellationToken);
