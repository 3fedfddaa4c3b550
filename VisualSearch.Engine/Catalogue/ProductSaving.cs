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
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);

        Product product = row.ToProduct(row.Pictures, processed: false);
        if (row.DeletedAt is null)
        {
            await context.WriteWordsAsync(row.Id, ProductWords.Of(product.Details), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await context.RemoveWordsAsync(row.Id, cancellationToken).ConfigureAwait(false);
        }

        // A wake-up follows the commit, so the product counts as queued. What already lagged keeps the time since when.
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO product_index (generation_id, product_id, indexed_version, target_version, changed_at, queued_at)
            SELECT id, {row.Id}, 0, {row.Version}, {now}, {now} FROM index_generations WHERE true
            ON CONFLICT (generation_id, product_id) DO UPDATE SET
                changed_at = CASE WHEN product_index.indexed_version < product_index.target_version THEN product_index.changed_at ELSE excluded.changed_at END,
                target_version = excluded.target_version,
                queued_at = excluded.queued_at
            """,
            cancellationToken).ConfigureAwait(false);
        return product;
    }
}
