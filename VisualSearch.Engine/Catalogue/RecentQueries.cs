using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What was asked lately, to try another model with. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class RecentQueries
{
    /// <summary>Searches looked at for texts: a popular one is there many times.</summary>
    private const int SearchesRead = 2000;

    private readonly CatalogueDatabase _database;

    internal RecentQueries(CatalogueDatabase database) => _database = database;

    /// <summary>Different texts of searches by words, the latest first.</summary>
    public Task<IReadOnlyList<string>> TextsAsync(int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            List<string?> texts = await context.SearchLog.Where(s => s.Kind == "text" && s.Text != null).OrderByDescending(s => s.At).Take(SearchesRead).Select(s => s.Text).ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlyList<string>)[.. texts.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(limit)];
        },
        cancellationToken);

    /// <summary>Living products with an indexed picture, the newest first.</summary>
    public Task<IReadOnlyList<ProductId>> ProductsAsync(int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            List<long> ids = await context.Products
                .Where(p => p.DeletedAt == null && context.Pictures.Any(c => c.ProductId == p.Id && c.State == PictureState.Indexed))
                .OrderByDescending(p => p.Id).Take(limit).Select(p => p.Id).ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlyList<ProductId>)[.. ids.Select(id => new ProductId(id))];
        },
        cancellationToken);
}
