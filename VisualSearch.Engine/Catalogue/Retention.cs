using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Removes what is older than <see cref="RetentionOptions"/> keep, a little at a time, so that writers in between wait for one step at most.</summary>
internal sealed class Retention(CatalogueDatabase database, Embeddings embeddings, CatalogueMetrics metrics, TimeProvider time, IOptions<RetentionOptions> options)
{
    private const int RowsAStep = 1000;

    /// <exception cref="CatalogueUnavailableException">Some of it is left for the next pass.</exception>
    public async Task<RetentionReport> RunAsync(CancellationToken cancellationToken)
    {
        long searchesBefore = Before(options.Value.SearchLog);
        int searches = await RemoveAsync("searches", c => c.SearchLog.Where(s => s.At < searchesBefore).OrderBy(s => s.At), cancellationToken).ConfigureAwait(false);

        long eventsBefore = Before(options.Value.Events);
        int events = await RemoveAsync("events", c => c.WebhookEvents.Where(e => e.ReceivedAt < eventsBefore).OrderBy(e => e.ReceivedAt), cancellationToken).ConfigureAwait(false);

        long slicesBefore = Before(IndexingHistory.Kept);
        int tombstones = await ForgetAsync(Before(options.Value.Tombstones), cancellationToken).ConfigureAwait(false);
        await RemoveAsync("indexing_slices", c => c.IndexingSlices.Where(s => s.At < slicesBefore).OrderBy(s => s.At), cancellationToken).ConfigureAwait(false);
        int vectors = await embeddings.RemoveUnusedAsync(cancellationToken).ConfigureAwait(false);
        metrics.Removed("embeddings", vectors);
        return new RetentionReport(searches, events, tombstones, vectors);
    }

    private long Before(TimeSpan age) => (time.GetUtcNow() - age).UtcTicks;

    private Task<int> RemoveAsync<T>(string kind, Func<CatalogueContext, IQueryable<T>> old, CancellationToken cancellationToken)
        where T : class => InStepsAsync(kind, (context, token) => old(context).Take(RowsAStep).ExecuteDeleteAsync(token), cancellationToken);

    /// <summary>Removes tombstones. A generation that has not taken the deletion in yet finds out what to remove from the tombstone.</summary>
    private Task<int> ForgetAsync(long before, CancellationToken cancellationToken) => InStepsAsync(
        "tombstones",
        async (context, token) =>
        {
            long[] old = [.. await context.Products
                .Where(p => p.DeletedAt < before && !context.ProductIndex.Any(i => i.ProductId == p.Id && i.IndexedVersion < i.TargetVersion))
                .OrderBy(p => p.DeletedAt).Select(p => p.Id).Take(RowsAStep).ToListAsync(token).ConfigureAwait(false)];
            // Asked again of the row itself: one that is being revived meanwhile stays.
            return await context.Products.Where(p => EF.Parameter(old).Contains(p.Id) && p.DeletedAt < before).ExecuteDeleteAsync(token).ConfigureAwait(false);
        },
        cancellationToken);

    private async Task<int> InStepsAsync(string kind, Func<CatalogueContext, CancellationToken, Task<int>> step, CancellationToken cancellationToken)
    {
        int total = 0;
        int removed;
        do
        {
            removed = await database.WriteAsync(
                async (context, token) => await context.TryLockAsync(CatalogueLock.Retention, token).ConfigureAwait(false) ? await step(context, token).ConfigureAwait(false) : 0,
                cancellationToken).ConfigureAwait(false);
            total += removed;
        }
        while (removed == RowsAStep);
        metrics.Removed(kind, total);
        return total;
    }
}

/// <summary>How many rows of each kind one pass removed.</summary>
internal readonly record struct RetentionReport(int Searches, int Events, int Tombstones, int Embeddings)
{
    public bool Nothing => this == default;
}
