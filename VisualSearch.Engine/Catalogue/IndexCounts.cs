using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>How many products and pictures there are, and how far the active generation is with them. Thread-safe.</summary>
public sealed class IndexCounts : IDisposable
{
    /// <summary>Counting a hundred million rows is slow and not wrong.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly FreshFigure<IndexCount> _count;

    internal IndexCounts(CatalogueDatabase database, TimeProvider time) =>
        _count = new FreshFigure<IndexCount>(cancellationToken => database.ReadSnapshotAsync(CountAsync, cancellationToken), time);

    /// <summary>A figure that is seconds old, or as old as twenty times what counting takes. Only the first in a process is waited for as long as it takes.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<IndexCount> ReadAsync(CancellationToken cancellationToken) => _count.ReadAsync(cancellationToken);

    public void Dispose() => _count.Dispose();

    private static async Task<IndexCount> CountAsync(CatalogueContext context, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(Longest);
        long? active = await ProductReads.ActiveAsync(context, cancellationToken).ConfigureAwait(false);
        long products = await context.Products.LongCountAsync(p => p.DeletedAt == null, cancellationToken).ConfigureAwait(false);
        // Those of tombstones are few, so this is two looks into indexes and no join of everything with everything.
        long pictures = await context.Pictures.LongCountAsync(cancellationToken).ConfigureAwait(false)
            - await context.Products.Where(p => p.DeletedAt != null).Join(context.Pictures, p => p.Id, c => c.ProductId, (p, c) => c.Id).LongCountAsync(cancellationToken).ConfigureAwait(false);
        long failed = await FailedPictures.Failing(context).LongCountAsync(c => c.State == PictureState.Failed, cancellationToken).ConfigureAwait(false);
        long putOff = await FailedPictures.Failing(context).LongCountAsync(c => c.NextAttemptAt != null, cancellationToken).ConfigureAwait(false);
        // A picture that is to be tried now makes its product lag, so it is found by what lags.
        long pending = await context.ProductIndex.Where(i => i.GenerationId == active && i.IndexedVersion < i.TargetVersion)
            .Join(context.Pictures, i => i.ProductId, c => c.ProductId, (i, c) => c)
            .LongCountAsync(c => c.State == PictureState.Pending && c.NextAttemptAt == null && context.Products.Any(p => p.Id == c.ProductId && p.DeletedAt == null), cancellationToken).ConfigureAwait(false);
        // The rule of ProductMapping.StateOf, from the pictures that failed, which are few.
        long failedProducts = await FailedPictures.Failing(context).Where(c => c.State == PictureState.Failed).Select(c => c.ProductId).Distinct()
            .LongCountAsync(
                id => !context.Pictures.Any(c => c.ProductId == id && c.State == PictureState.Indexed)
                    && context.ProductIndex.Any(i => i.ProductId == id && i.GenerationId == active && i.IndexedVersion >= i.TargetVersion),
                cancellationToken).ConfigureAwait(false);
        return new IndexCount(products, failedProducts, new PictureCount(pictures, Math.Max(0, pictures - pending - failed - putOff), pending, failed, putOff));
    }
}

/// <param name="Products">Living ones.</param>
/// <param name="FailedProducts">Of these, processed ones of which no picture could be indexed and at least one failed for good.</param>
public sealed record IndexCount(long Products, long FailedProducts, PictureCount Pictures);

/// <summary>Pictures of living products; each is in one of the four states.</summary>
/// <param name="Indexed">Found by searches, with nothing left to do.</param>
/// <param name="Pending">Waits for an attempt, and is not found until then.</param>
/// <param name="Failed">Given up; where somebody asked for another attempt, until it is made.</param>
/// <param name="PutOff">With their next attempt ahead, those included that are found by what they showed before.</param>
public sealed record PictureCount(long Total, long Indexed, long Pending, long Failed, long PutOff);
