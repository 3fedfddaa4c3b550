using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Tells what waits for generations that this process cannot open, for want of their model or their collection. It does not sweep them, and where nobody does this is
/// all that shows it. For one caller at a time.
/// </summary>
internal sealed class UnopenedGenerations(IndexOutbox outbox, LivingIndexes living, GenerationMetrics metrics, TimeProvider time, IOptions<IndexingOptions> options)
{
    private long? _measured;

    /// <param name="recorded">Every generation that lives; figures of others are forgotten.</param>
    /// <exception cref="CatalogueUnavailableException">The figures stay as they were.</exception>
    public async Task MeasureAsync(IReadOnlyList<GenerationRecord> recorded, CancellationToken cancellationToken)
    {
        metrics.Keep(recorded.Select(record => record.Generation.Id).ToHashSet());
        IReadOnlyList<OpenIndex> open = living.All;
        GenerationRecord[] unopened = [.. recorded.Where(record => !open.Any(index => index.Generation.Id == record.Generation.Id))];
        // Counting costs with what is pending, so it is done no oftener than by sweeps.
        if (unopened.Length == 0 || (_measured is long measured && time.GetElapsedTime(measured) < options.Value.SweepInterval))
        {
            return;
        }

        _measured = time.GetTimestamp();
        foreach (GenerationRecord record in unopened)
        {
            IndexLag lag = await outbox.LagAsync(record.Generation.Id, cancellationToken);
            metrics.PendingSeen(record.Generation, record.Active, lag.Pending);
        }
    }
}
