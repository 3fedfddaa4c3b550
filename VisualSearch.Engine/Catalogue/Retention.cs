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

        // A generation that has not taken the deletion in yet finds out what to remove from the tombstone.
        long tombstonesBefore = Before(options.Value.Tombstones);
        int tombstones = await RemoveAsync(
            "tombstones",
            c => c.Products
                .Where(p => p.DeletedAt < tombstonesBefore && !c.ProductIndex.Any(i => i.ProductId == p.Id && i.IndexedVersion < i.TargetVersion))
                .OrderBy(p => p.DeletedAt),
            cancellationToken).ConfigureAwait(false);

        int vectors = await embeddings.RemoveUnusedAsync(cancellationToken).ConfigureAwait(false);
        metrics.Removed("embeddings", vectors);
        return new RetentionReport(searches, events, tombstones, vectors);
    }

    private long Before(TimeSpan age) => (time.GetUtcNow() - age).UtcTicks;

    private async Task<int> RemoveAsync<T>(string kind, Func<CatalogueContext, IQueryable<T>> old, CancellationToken cancellationToken)
        where T : class
    {
        int total = 0;
        int removed;
        do
        {
            removed = await database.WriteAsync((context, token) => old(context).Take(RowsAStep).ExecuteDeleteAsync(token), cancellationToken).ConfigureAwait(false);
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
