using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The last step of every change to a product: version, words and outbox follow the row, in the transaction that is open.</summary>
internal static class ProductSaving
{
    /// <param name="row">Tracked, already changed.</param>
    /// <param name="now">UTC ticks.</param>
    public static async Task<Product> SaveAsync(CatalogueContext context, ProductRow row, long now, CancellationToken cancellationToken)
    {
        row.Version++;
        row.UpdatedAt = now;
        bool known = context.Entry(row).State != EntityState.Added;
        ProductWords words = ProductWords.Of(row.ToDetails());
        if (known)
        {
            // Before the pictures: a worker that claims the product takes them in this order as well.
            await context.FollowAsync(row, words, now, cancellationToken).ConfigureAwait(false);
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        if (!known)
        {
            await context.FollowAsync(row, words, now, cancellationToken).ConfigureAwait(false);
        }

        return row.ToProduct(row.Pictures, processed: false);
    }
}
