using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Finds the row that is about to be changed. Every change to a product begins here, so that this is the one place where a database locks it.</summary>
internal static class ProductLookup
{
    /// <summary>The row, tombstones included, with its pictures; tracked.</summary>
    public static Task<ProductRow?> FindForChangeAsync(CatalogueContext context, ProductKey key, CancellationToken cancellationToken)
    {
        long id = key.Id?.Value ?? 0;
        string? externalId = key.ExternalId;
        IQueryable<ProductRow> products = context.Products.Include(p => p.Pictures);
        return externalId is null
            ? products.FirstOrDefaultAsync(p => p.Id == id, cancellationToken)
            : products.FirstOrDefaultAsync(p => p.ExternalId == externalId, cancellationToken);
    }
}
