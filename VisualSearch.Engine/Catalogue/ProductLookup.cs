using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Finds the row that a change begins with.</summary>
internal static class ProductLookup
{
    /// <summary>The row, tombstones included, with its pictures; nobody else changes it until the transaction ends.</summary>
    public static async Task<ProductRow?> FindForChangeAsync(CatalogueContext context, ProductKey key, CancellationToken cancellationToken)
    {
        long id = key.Id?.Value ?? 0;
        string? externalId = key.ExternalId;
        IQueryable<ProductRow> products = externalId is null ? context.Products.Where(p => p.Id == id) : context.Products.Where(p => p.ExternalId == externalId);
        ProductRow? row = await products.Taken().FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (row is not null)
        {
            // Apart from the row: its pictures are those of the moment at which it was free.
            await context.Entry(row).Collection(p => p.Pictures).LoadAsync(cancellationToken).ConfigureAwait(false);
        }

        return row;
    }
}
