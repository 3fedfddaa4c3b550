using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Asks the indexing loop to do work again that is done already. What is marked is found by the next sweep, in this process or the next. Thread-safe.</summary>
public sealed class ReindexMarks
{
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal ReindexMarks(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Marks living products, all of them or those named, and returns how many. Until their turn comes they are found as before.</summary>
    /// <param name="products">Null for all.</param>
    /// <exception cref="CatalogueUnavailableException">Nothing was marked.</exception>
    public Task<int> MarkAsync(ReindexScope scope, IReadOnlyCollection<ProductId>? products, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            long? active = await ProductReads.ActiveAsync(context, token).ConfigureAwait(false);
            IQueryable<ProductIndexRow> rows = context.ProductIndex.Where(i => i.GenerationId == active && context.Products.Any(p => p.Id == i.ProductId && p.DeletedAt == null));
            IQueryable<PictureRow> pictures = context.Pictures.Where(c => context.Products.Any(p => p.Id == c.ProductId && p.DeletedAt == null));
            if (products is not null)
            {
                long[] wanted = [.. products.Select(p => p.Value)];
                rows = rows.Where(i => EF.Parameter(wanted).Contains(i.ProductId));
                pictures = pictures.Where(c => EF.Parameter(wanted).Contains(c.ProductId));
            }

            if (scope == ReindexScope.Failed)
            {
                pictures = pictures.Where(c => c.State == PictureState.Failed || c.NextAttemptAt != null);
                rows = rows.Where(i => context.Pictures.Any(c => c.ProductId == i.ProductId && (c.State == PictureState.Failed || c.NextAttemptAt != null)));
            }

            // Claims stay: a worker that is at it notices the pictures' marks when it commits, and its vectors are of now.
            long now = _time.GetUtcNow().UtcTicks;
            int marked = await rows.ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.ChangedAt, i => i.IndexedVersion < i.TargetVersion ? i.ChangedAt : now)
                    .SetProperty(i => i.IndexedVersion, 0)
                    .SetProperty(i => i.QueuedAt, (long?)null),
                token).ConfigureAwait(false);
            if (scope != ReindexScope.Vectors)
            {
                await pictures.ExecuteUpdateAsync(
                    set => set.SetProperty(c => c.Fetch, FetchMark.Wanted).SetProperty(c => c.Attempts, 0).SetProperty(c => c.NextAttemptAt, (long?)null),
                    token).ConfigureAwait(false);
            }

            return marked;
        },
        cancellationToken);
}

/// <summary>How much is to be done again.</summary>
public enum ReindexScope
{
    /// <summary>Vectors are written to the index again, from stored embeddings; what has none is embedded.</summary>
    Vectors,

    /// <summary>Pictures that failed, for good or for now, are tried again, with as many attempts as a new one has.</summary>
    Failed,

    /// <summary>Every picture is fetched again; what did not change is not embedded again.</summary>
    Pictures,
}
