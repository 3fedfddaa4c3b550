using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Reads the catalogue from its first product to its last in bounded memory. Thread-safe.</summary>
public sealed class CatalogueExport
{
    private const int ProductsAPage = 200;

    private readonly CatalogueDatabase _database;

    internal CatalogueExport(CatalogueDatabase database) => _database = database;

    /// <summary>
    /// Living products in order of id. Each is read in one state with its pictures and vectors; the catalogue as a whole may change while it is read, and no
    /// read of a client's pace holds up the database.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public async IAsyncEnumerable<ExportedProduct> ReadAsync(ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<ExportedProduct> page;
        long after = 0;
        do
        {
            long last = after;
            page = await _database.ReadSnapshotAsync((context, token) => ReadPageAsync(context, query, last, token), cancellationToken).ConfigureAwait(false);
            foreach (ExportedProduct product in page)
            {
                yield return product;
                after = product.Product.Id.Value;
            }
        }
        while (page.Count == ProductsAPage);
    }

    private static async Task<IReadOnlyList<ExportedProduct>> ReadPageAsync(CatalogueContext context, ExportQuery query, long after, CancellationToken cancellationToken)
    {
        IQueryable<ProductRow> wanted = ProductReads.Filtered(context, new ProductListQuery(ProductsAPage, null, query.Category, query.Brand, null, null, null), null);
        List<ProductRow> rows = await wanted.Where(p => p.Id > after).OrderBy(p => p.Id).Take(ProductsAPage).Include(p => p.Pictures).AsSplitQuery().ToListAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Product> products = await ProductReads.ToProductsAsync(context, rows, cancellationToken).ConfigureAwait(false);
        GenerationRow? active = query.Embeddings ? await context.Generations.AsNoTracking().FirstOrDefaultAsync(g => g.Active == 1, cancellationToken).ConfigureAwait(false) : null;
        if (active is null)
        {
            return [.. products.Select(product => new ExportedProduct(product, null))];
        }

        PictureRow[] indexed = [.. rows.SelectMany(row => row.Pictures).Where(picture => picture is { State: PictureState.Indexed, Content: not null })];
        Dictionary<ContentHash, Half[]> vectors = await EmbeddingStorage.FindAsync(context, active.Fingerprint, indexed.Select(ContentOf), cancellationToken).ConfigureAwait(false);
        ILookup<long, PictureRow> ofProduct = indexed.Where(picture => vectors.ContainsKey(ContentOf(picture))).ToLookup(picture => picture.ProductId);
        return
        [
            .. products.Select(product => new ExportedProduct(
                product,
                new ExportedVectors(active.Model, active.Fingerprint, ofProduct[product.Id.Value].ToDictionary(picture => new PictureId(picture.Id), picture => vectors[ContentOf(picture)])))),
        ];
    }

    private static ContentHash ContentOf(PictureRow picture) => ContentHash.FromBytes(picture.Content!);
}

/// <param name="Category">Exact name; null for all.</param>
/// <param name="Brand">Exact name; null for all.</param>
/// <param name="Embeddings">Vectors are wanted as well.</param>
public sealed record ExportQuery(string? Category, string? Brand, bool Embeddings);

/// <param name="Vectors">Null when they are not wanted, or nothing was ever indexed.</param>
public sealed record ExportedProduct(Product Product, ExportedVectors? Vectors);

/// <summary>The vectors of one product's indexed pictures, of unit length.</summary>
/// <param name="Fingerprint">Names the space that they are in: only vectors of equal fingerprints can be compared.</param>
public sealed record ExportedVectors(string Model, string Fingerprint, IReadOnlyDictionary<PictureId, Half[]> OfPictures);
