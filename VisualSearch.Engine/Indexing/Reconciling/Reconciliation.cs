using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>
/// Compares every living generation with its collection, and mends what differs by having it written again. Nothing is embedded or fetched for it that the catalogue has already.
/// Thread-safe; one at a time, whichever process it runs in.
/// </summary>
public sealed partial class Reconciliation(
    Generations generations,
    GenerationChanges changes,
    ExpectedVectors expected,
    JobLocks locks,
    IVectorStore store,
    ReconciliationMetrics metrics,
    ILogger<Reconciliation> logger)
{
    /// <summary>Products that may be waiting to be written for a comparison to be worth its time.</summary>
    private const long MostPending = 100_000;

    /// <param name="mend">What differs is to be written again, and what the catalogue does not know removed.</param>
    /// <returns>Null when another comparison is under way.</returns>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read or written; what was mended stays mended.</exception>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached; what was mended stays mended.</exception>
    public async Task<ReconciliationReport?> RunAsync(bool mend, CancellationToken cancellationToken)
    {
        await using IAsyncDisposable? held = await locks.TryTakeAsync(CatalogueLock.Reconciliation, cancellationToken);
        if (held is null)
        {
            return null;
        }

        List<GenerationFindings> findings = [];
        foreach (GenerationRecord record in await generations.ListAsync(cancellationToken))
        {
            if (await changes.ProgressAsync(record.Generation.Id, cancellationToken) is { } progress)
            {
                findings.Add(await CompareAsync(record.Generation, progress, mend, cancellationToken));
            }
        }

        // Before the generations are read once more, so that the collection of one made meanwhile is not taken for an orphan.
        IReadOnlyList<string> collections = await store.ListAsync(Generations.CollectionPrefix, cancellationToken);
        HashSet<string> known = [.. (await generations.ListAsync(cancellationToken)).Select(record => record.Generation.Collection)];
        return new ReconciliationReport(mend, findings, [.. collections.Where(collection => !known.Contains(collection))]);
    }

    private async Task<GenerationFindings> CompareAsync(Generation generation, GenerationProgress progress, bool mend, CancellationToken cancellationToken)
    {
        if (progress.Pending > MostPending)
        {
            return new GenerationFindings(generation, ComparisonState.BeingFilled);
        }

        OpenedCollection opened = await store.OpenAsync(IndexOpening.CollectionOf(generation), cancellationToken);
        if (opened.Fresh)
        {
            return new GenerationFindings(generation, ComparisonState.Lost);
        }

        GenerationFindings found = await new GenerationComparison(generation, opened.Index, expected, mend).RunAsync(GenerationComparison.EntriesAtOnce, cancellationToken);
        metrics.Compared(found);
        LogCompared(generation.Id, generation.Model, found.Expected, found.Held, found.Missing, found.Orphaned, found.WrongVersion, found.WrongPictures, found.InFlux, mend);
        return found;
    }

    [LoggerMessage(1, LogLevel.Information, "Compared generation {Generation} ({Model}): {Expected} vectors expected, {Held} held; products missing {Missing}, orphaned {Orphaned}, of a wrong version {WrongVersion}, with wrong pictures {WrongPictures}, in flux {InFlux}; mended: {Mended}")]
    private partial void LogCompared(long generation, string model, long expected, long held, long missing, long orphaned, long wrongVersion, long wrongPictures, long inFlux, bool mended);
}
