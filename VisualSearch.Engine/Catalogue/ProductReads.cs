using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Reading products. Deleted products do not exist here. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class ProductReads
{
    private readonly CatalogueDatabase _database;

    internal ProductReads(CatalogueDatabase database) => _database = database;

    public Task<Product?> FindAsync(ProductKey key, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            long id = key.Id?.Value ?? 0;
            string? externalId = key.ExternalId;
            IQueryable<ProductRow> living = Living(context.Products).Include(p => p.Pictures);
            ProductRow? row = externalId is null
                ? await living.FirstOrDefaultAsync(p => p.Id == id, token).ConfigureAwait(false)
                : await living.FirstOrDefaultAsync(p => p.ExternalId == externalId, token).ConfigureAwait(false);
            return row is null ? null : (await ToProductsAsync(context, [row], token).ConfigureAwait(false))[0];
        },
        cancellationToken);

    /// <summary>A page in order of id (newest last), found by keyset, so it stays right while products come and go.</summary>
    public Task<ProductPage> ListAsync(ProductListQuery query, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            long? active = await ActiveAsync(context, token).ConfigureAwait(false);
            IQueryable<ProductRow> filtered = Filtered(context, query, active);
            long total = await filtered.LongCountAsync(token).ConfigureAwait(false);
            long after = query.After?.Value ?? 0;
            List<ProductRow> rows = await filtered.Where(p => p.Id > after).OrderBy(p => p.Id).Take(query.Limit + 1).Include(p => p.Pictures).AsSplitQuery().ToListAsync(token).ConfigureAwait(false);
            bool more = rows.Count > query.Limit;
            if (more)
            {
                rows.RemoveAt(query.Limit);
            }

            IReadOnlyList<Product> items = await ToProductsAsync(context, rows, token).ConfigureAwait(false);
            return new ProductPage(items, more ? items[^1].Id : null, total);
        },
        cancellationToken);

    /// <summary>The cards of those products that still exist, in one query.</summary>
    /// <param name="languages">Preferred languages, best first; the first with a title wins, else the main title.</param>
    public Task<IReadOnlyDictionary<ProductId, ProductCard>> HydrateAsync(IReadOnlyCollection<ProductId> ids, IReadOnlyList<string> languages, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            long[] wanted = [.. ids.Select(id => id.Value)];
            var rows = await Living(context.Products)
                .Where(p => EF.Parameter(wanted).Contains(p.Id))
                .Select(p => new { p.Id, p.ExternalId, p.Title, p.Translations, p.PriceMinor, p.Currency, p.Category, p.Brand, p.InStock, p.Pictures })
                .ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlyDictionary<ProductId, ProductCard>)rows.ToDictionary(
                p => new ProductId(p.Id),
                p => new ProductCard(
                    new ProductId(p.Id),
                    p.ExternalId,
                    TitleIn(languages, p.Title, p.Translations),
                    p.PriceMinor,
                    p.Currency,
                    p.Category,
                    p.Brand,
                    p.InStock,
                    [.. p.Pictures.OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => c.ToPicture())]));
        },
        cancellationToken);

    /// <summary>Our ids for the keys that name a living product; unknown ones are left out.</summary>
    public Task<IReadOnlySet<ProductId>> ResolveAsync(IReadOnlyCollection<ProductKey> keys, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            long[] ids = [.. keys.Where(k => k.Id is not null).Select(k => k.Id!.Value.Value)];
            string[] externalIds = [.. keys.Select(k => k.ExternalId).OfType<string>()];
            List<long> found = await Living(context.Products)
                .Where(p => EF.Parameter(ids).Contains(p.Id) || EF.Parameter(externalIds).Contains(p.ExternalId))
                .Select(p => p.Id)
                .ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlySet<ProductId>)found.Select(id => new ProductId(id)).ToHashSet();
        },
        cancellationToken);

    /// <summary>A picture of a living product; null when there is none.</summary>
    public Task<ProductPicture?> FindPictureAsync(PictureId id, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            PictureRow? row = await context.Pictures.AsNoTracking()
                .Where(c => c.Id == id.Value && context.Products.Any(p => p.Id == c.ProductId && p.DeletedAt == null))
                .FirstOrDefaultAsync(token).ConfigureAwait(false);
            return row?.ToPicture();
        },
        cancellationToken);

    /// <summary>Those of the references that a picture of any product has, deleted products that are still remembered included: such a product may return with its pictures.</summary>
    public Task<IReadOnlySet<string>> ReferencedAsync(IReadOnlyCollection<string> references, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            string[] asked = [.. references];
            List<string> found = await context.Pictures.Where(p => EF.Parameter(asked).Contains(p.Reference)).Select(p => p.Reference).ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlySet<string>)found.ToHashSet(StringComparer.Ordinal);
        },
        cancellationToken);

    /// <summary>How many living products there are.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync((context, token) => Living(context.Products).LongCountAsync(token), cancellationToken);

    private static IQueryable<ProductRow> Living(IQueryable<ProductRow> products) => products.AsNoTracking().Where(p => p.DeletedAt == null);

    internal static async Task<long?> ActiveAsync(CatalogueContext context, CancellationToken cancellationToken) =>
        await context.Generations.Where(g => g.Active == 1).Select(g => (long?)g.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);

    internal static IQueryable<ProductRow> Filtered(CatalogueContext context, ProductListQuery query, long? active)
    {
        IQueryable<ProductRow> products = Living(query.Text is null ? context.Products : context.ProductsTitled(TextFolding.Words(query.Text)));
        if (query.Category is { } category)
        {
            products = products.Where(p => p.Category == category);
        }

        if (query.Brand is { } brand)
        {
            products = products.Where(p => p.Brand == brand);
        }

        if (query.InStock is { } inStock)
        {
            products = products.Where(p => p.InStock == inStock);
        }

        // The same rule as ProductMapping.StateOf.
        return query.IndexState switch
        {
            IndexState.Pending => products.Where(p => !context.ProductIndex.Any(i => i.ProductId == p.Id && i.GenerationId == active && i.IndexedVersion >= i.TargetVersion)),
            IndexState.Failed => Processed().Where(p => p.Pictures.Any(c => c.State == PictureState.Failed) && !p.Pictures.Any(c => c.State == PictureState.Indexed)),
            IndexState.Indexed => Processed().Where(p => !p.Pictures.Any(c => c.State == PictureState.Failed) || p.Pictures.Any(c => c.State == PictureState.Indexed)),
            _ => products,
        };

        IQueryable<ProductRow> Processed() => products.Where(p => context.ProductIndex.Any(i => i.ProductId == p.Id && i.GenerationId == active && i.IndexedVersion >= i.TargetVersion));
    }

    internal static async Task<IReadOnlyList<Product>> ToProductsAsync(CatalogueContext context, List<ProductRow> rows, CancellationToken cancellationToken)
    {
        long? active = await ActiveAsync(context, cancellationToken).ConfigureAwait(false);
        long[] ids = [.. rows.Select(r => r.Id)];
        List<long> processed = await context.ProductIndex
            .Where(i => i.GenerationId == active && EF.Parameter(ids).Contains(i.ProductId) && i.IndexedVersion >= i.TargetVersion)
            .Select(i => i.ProductId)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        HashSet<long> done = [.. processed];
        return [.. rows.Select(r => r.ToProduct(r.Pictures, done.Contains(r.Id)))];
    }

    /// <summary>The title in the first of the languages that has one, else the main one.</summary>
    internal static string TitleIn(IReadOnlyList<string> languages, string title, string? translations)
    {
        if (languages.Count == 0 || translations is null)
        {
            return title;
        }

        IReadOnlyDictionary<string, Translation> known = ProductMapping.ToTranslations(translations);
        return languages.Select(language => Translated(known, language)).FirstOrDefault(t => t is not null) ?? title;
    }

    /// <summary><c>ru-KG</c> is answered by <c>ru-KG</c>, else by <c>ru</c>, in any case.</summary>
    private static string? Translated(IReadOnlyDictionary<string, Translation> translations, string language)
    {
        string primary = language.Split('-')[0];
        string? inPrimary = null;
        foreach ((string tag, Translation translation) in translations)
        {
            if (string.IsNullOrEmpty(translation.Title))
            {
                continue;
            }

            if (tag.Equals(language, StringComparison.OrdinalIgnoreCase))
            {
                return translation.Title;
            }

            if (tag.Equals(primary, StringComparison.OrdinalIgnoreCase))
            {
                inPrimary = translation.Title;
            }
        }

        return inPrimary;
    }
}

/// <param name="Limit">1 to 200.</param>
/// <param name="After">The last id of the page before; null for the first page.</param>
/// <param name="Text">Looked for in titles (all languages) and external ids; null for no condition.</param>
public sealed record ProductListQuery(int Limit, ProductId? After, string? Category, string? Brand, bool? InStock, string? Text, IndexState? IndexState);

/// <param name="Next">Give it as <see cref="ProductListQuery.After"/> for the next page; null on the last.</param>
/// <param name="Total">How many products the filters leave, over all pages.</param>
public sealed record ProductPage(IReadOnlyList<Product> Items, ProductId? Next, long Total);
