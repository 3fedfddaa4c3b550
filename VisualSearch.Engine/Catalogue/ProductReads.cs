namespace VisualSearch.Engine.Catalogue;

/// <summary>Reading products. Deleted products do not exist here.</summary>
public sealed class ProductReads
{
    public Task<Product?> FindAsync(ProductKey key, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A page in order of id (newest last), found by keyset, so it stays right while products come and go.</summary>
    public Task<ProductPage> ListAsync(ProductListQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The cards of those products that still exist, in one query.</summary>
    /// <param name="languages">Preferred languages, best first; the first with a title wins, else the main title.</param>
    public Task<IReadOnlyDictionary<ProductId, ProductCard>> HydrateAsync(IReadOnlyCollection<ProductId> ids, IReadOnlyList<string> languages, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Our ids for the keys that name a living product; unknown ones are left out.</summary>
    public Task<IReadOnlySet<ProductId>> ResolveAsync(IReadOnlyCollection<ProductKey> keys, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The reference of a picture and whether its product lives; null when unknown.</summary>
    public Task<ProductPicture?> FindPictureAsync(PictureId id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>How many living products there are.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Limit">1 to 200.</param>
/// <param name="After">The last id of the page before; null for the first page.</param>
/// <param name="Text">Looked for in titles (all languages) and external ids; null for no condition.</param>
public sealed record ProductListQuery(int Limit, ProductId? After, string? Category, string? Brand, bool? InStock, string? Text, IndexState? IndexState);

/// <param name="Next">Give it as <see cref="ProductListQuery.After"/> for the next page; null on the last.</param>
/// <param name="Total">How many products the filters leave, over all pages.</param>
public sealed record ProductPage(IReadOnlyList<Product> Items, ProductId? Next, long Total);
