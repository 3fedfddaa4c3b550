using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What a generation's collection should hold, and how it is brought to. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class ExpectedVectors
{
    private const int ProductsAPage = 2000;

    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal ExpectedVectors(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Every product that the generation knows, deleted ones included, in order of id and in pages: each page is of one moment, the whole is not.</summary>
    public async IAsyncEnumerable<ExpectedProduct> ReadAllAsync(Generation generation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            long last = after;
            IReadOnlyList<ExpectedProduct> page = await _database.ReadSnapshotAsync(
                async (context, token) =>
                {
                    List<ProductIndexRow> rows = await context.ProductIndex.AsNoTracking().Where(i => i.GenerationId == generation.Id && i.ProductId > last)
                        .OrderBy(i => i.ProductId).Take(ProductsAPage).ToListAsync(token).ConfigureAwait(false);
                    long end = rows.Count == 0 ? last : rows[^1].ProductId;
                    return await OfAsync(context, generation, rows, context.Pictures.Where(c => c.ProductId > last && c.ProductId <= end), token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (ExpectedProduct product in page)
            {
                yield return product;
            }

            if (page.Count < ProductsAPage)
            {
                yield break;
            }

            after = page[^1].Product.Value;
        }
    }

    /// <summary>The same for some products as they are now; those that the catalogue does not know are left out, and one that the generation has no row of yet is in flux.</summary>
    public Task<IReadOnlyDictionary<ProductId, ExpectedProduct>> FindAsync(Generation generation, IReadOnlyCollection<ProductId> products, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            long[] wanted = [.. products.Select(p => p.Value)];
            List<ProductIndexRow> rows = await context.ProductIndex.AsNoTracking().Where(i => i.GenerationId == generation.Id && EF.Parameter(wanted).Contains(i.ProductId)).ToListAsync(token).ConfigureAwait(false);
            Dictionary<ProductId, ExpectedProduct> found = (await OfAsync(context, generation, rows, context.Pictures.Where(c => EF.Parameter(wanted).Contains(c.ProductId)), token).ConfigureAwait(false))
                .ToDictionary(product => product.Product);
            foreach (long id in await context.Products.Where(p => EF.Parameter(wanted).Contains(p.Id)).Select(p => p.Id).ToListAsync(token).ConfigureAwait(false))
            {
                found.TryAdd(new ProductId(id), new ExpectedProduct(new ProductId(id), 0, true, []));
            }

            return (IReadOnlyDictionary<ProductId, ExpectedProduct>)found;
        },
        cancellationToken);

    /// <summary>
    /// Has the generation write these products again. Where the collection has a newer version than the catalogue (which was restored from a backup, say), the product's version
    /// goes past it, in every generation: no write of an older one would ever come through.
    /// </summary>
    /// <param name="seen">By product, the newest version that the collection has; 0 for none.</param>
    /// <returns>How many are to be written again; those that are already, or are gone, do not count.</returns>
    public Task<int> WriteAgainAsync(long generation, IReadOnlyDictionary<ProductId, long> seen, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            long now = _time.GetUtcNow().UtcTicks;
            long[] ids = [.. seen.Keys.Select(product => product.Value)];
            // Before their rows in the outbox, as everywhere.
            IReadOnlyList<(ProductId Product, long Version)> behind = await BehindAsync(context, seen, ids, token).ConfigureAwait(false);
            int lagging = await context.ProductIndex.Where(i => i.GenerationId == generation && EF.Parameter(ids).Contains(i.ProductId) && i.IndexedVersion >= i.TargetVersion)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.IndexedVersion, 0).SetProperty(i => i.ChangedAt, now).SetProperty(i => i.QueuedAt, (long?)null), token).ConfigureAwait(false);
            foreach ((ProductId product, long version) in behind)
            {
                await RaiseAsync(context, product.Value, version + 1, now, token).ConfigureAwait(false);
            }

            return lagging;
        },
        cancellationToken);

    private static async Task<IReadOnlyList<ExpectedProduct>> OfAsync(CatalogueContext context, Generation generation, List<ProductIndexRow> rows, IQueryable<PictureRow> among, CancellationToken cancellationToken)
    {
        long fingerprint = await EmbeddingStorage.FindFingerprintAsync(context, generation.Fingerprint, cancellationToken).ConfigureAwait(false) ?? 0;
        var pictures = await among
            .Where(c => c.State == PictureState.Indexed && c.Content != null
                && context.Products.Any(p => p.Id == c.ProductId && p.DeletedAt == null)
                && context.Embeddings.Any(e => e.FingerprintId == fingerprint && e.Content == c.Content))
            .Select(c => new { c.ProductId, c.Id }).ToListAsync(cancellationToken).ConfigureAwait(false);
        ILookup<long, PictureId> ofProduct = pictures.ToLookup(picture => picture.ProductId, picture => new PictureId(picture.Id));
        return [.. rows.Select(row => new ExpectedProduct(new ProductId(row.ProductId), row.IndexedVersion, row.IndexedVersion < row.TargetVersion, [.. ofProduct[row.ProductId]]))];
    }

    private static async Task<IReadOnlyList<(ProductId Product, long Version)>> BehindAsync(CatalogueContext context, IReadOnlyDictionary<ProductId, long> seen, long[] ids, CancellationToken cancellationToken)
    {
        var versions = await context.Products.Where(p => EF.Parameter(ids).Contains(p.Id)).OrderBy(p => p.Id).Select(p => new { p.Id, p.Version }).Taken().ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. versions.Where(product => product.Version < seen[new ProductId(product.Id)]).Select(product => (new ProductId(product.Id), seen[new ProductId(product.Id)]))];
    }

    /// <summary>Its row is this transaction's by now.</summary>
    private static async Task RaiseAsync(CatalogueContext context, long product, long version, long now, CancellationToken cancellationToken)
    {
        if (await context.Products.Where(p => p.Id == product && p.Version < version).ExecuteUpdateAsync(set => set.SetProperty(p => p.Version, version), cancellationToken).ConfigureAwait(false) > 0)
        {
            await context.ProductIndex.Where(i => i.ProductId == product).ExecuteUpdateAsync(
                set => set
                    .SetProperty(i => i.ChangedAt, i => i.IndexedVersion < i.TargetVersion ? i.ChangedAt : now)
                    .SetProperty(i => i.TargetVersion, version)
                    .SetProperty(i => i.QueuedAt, (long?)null),
                cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>What the collection of a generation should hold of one product.</summary>
/// <param name="Version">That it was indexed at.</param>
/// <param name="InFlux">It is to be written again anyway, so that the collection may hold anything between.</param>
/// <param name="Pictures">With a vector; none for a deleted product.</param>
public sealed record ExpectedProduct(ProductId Product, long Version, bool InFlux, IReadOnlyList<PictureId> Pictures);
