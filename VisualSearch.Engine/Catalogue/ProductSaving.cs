using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The last step of every change to a product: version, words and outbox follow the row, in the transaction that is open.</summary>
internal static class ProductSaving
{
    /// <param name="row">Tracked, already changed.</param>
    /// <param name="now">UTC ticks.</param>
    public static async Task SaveAsync(CatalogueContext context, ProductRow row, long now, CancellationToken cancellationToken)
    {
        row.Version++;
        row.UpdatedAt = now;
        ProductWords? words = ProductWords.AreTouched(context.Entry(row)) ? ProductWords.Of(row) : null;
        await context.SaveProductAsync(row, words, now, cancellationToken).ConfigureAwait(false);
    }
}
