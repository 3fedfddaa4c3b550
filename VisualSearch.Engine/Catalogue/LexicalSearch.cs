using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Search by words over title, description, brand, category (all languages) and external id: folded Unicode, ё as е, the last word by its beginning, exact article numbers first.</summary>
public sealed class LexicalSearch
{
    /// <summary>More words than these say nothing new and only cost time.</summary>
    private const int MaxWords = 32;

    private readonly CatalogueDatabase _database;

    internal LexicalSearch(CatalogueDatabase database) => _database = database;

    /// <summary>
    /// Best first; every word must be found. When no product has every word, those that have any of them, the more and rarer the better.
    /// Words only of punctuation find nothing.
    /// </summary>
    /// <param name="query">Any text; it has no syntax. Words after the 32nd are not looked at.</param>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<IReadOnlyList<LexicalHit>> SearchAsync(string query, SearchFilter filter, int limit, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            List<string> words = WordsOf(query);
            if (words.Count == 0 || limit < 1)
            {
                return (IReadOnlyList<LexicalHit>)[];
            }

            List<long> articles = await ArticlesAsync(context, query, filter, limit, token).ConfigureAwait(false);
            List<(long Product, double Score)> found = await context.FindWordsAsync(words, everyWord: true, filter, limit, token).ConfigureAwait(false);
            if (found.Count == 0 && articles.Count == 0 && words.Count > 1)
            {
                found = await context.FindWordsAsync(words, everyWord: false, filter, limit, token).ConfigureAwait(false);
            }

            double above = (found.Count == 0 ? 0 : found[0].Score) + articles.Count;
            IEnumerable<LexicalHit> exact = articles.Select((id, i) => new LexicalHit(new ProductId(id), above - i + 1, ExactArticle: true));
            IEnumerable<LexicalHit> others = found.Where(f => !articles.Contains(f.Product)).Select(f => new LexicalHit(new ProductId(f.Product), f.Score, ExactArticle: false));
            return [.. exact.Concat(others).Take(limit)];
        },
        cancellationToken);

    /// <summary>What is looked for; empty when nothing is.</summary>
    internal static List<string> WordsOf(string query) => [.. TextFolding.Words(query).Take(MaxWords)];

    /// <summary>True when only products that have every word are found, false when any of the words will do.</summary>
    internal static async Task<bool> WantsEveryWordAsync(CatalogueContext context, string query, List<string> words, SearchFilter filter, CancellationToken cancellationToken) =>
        words.Count == 1
        || (await ArticlesAsync(context, query, filter, 1, cancellationToken).ConfigureAwait(false)).Count > 0
        || (await context.FindWordsAsync(words, everyWord: true, filter, 1, cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Products whose external id is the query, whatever the case; the very same spelling first.</summary>
    private static async Task<List<long>> ArticlesAsync(CatalogueContext context, string query, SearchFilter filter, int limit, CancellationToken cancellationToken)
    {
        string article = TextFolding.Article(query);
        string spelling = query.Trim();
        var rows = await context.Products.AsNoTracking()
            .Where(p => p.Article == article && p.DeletedAt == null)
            .Select(p => new { p.Id, p.ExternalId, p.Category, p.Brand, p.PriceMinor, p.InStock })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. rows
            .Where(p => new FilterFields(p.Category, p.Brand, p.PriceMinor, p.InStock).Pass(new ProductId(p.Id), filter))
            .OrderBy(p => p.ExternalId!.Trim() == spelling ? 0 : 1)
            .ThenBy(p => p.Id)
            .Select(p => p.Id)
            .Take(limit)];
    }
}

/// <param name="Score">Greater is better; comparable within one answer only.</param>
/// <param name="ExactArticle">The query is this product's external id.</param>
public readonly record struct LexicalHit(ProductId Product, double Score, bool ExactArticle);
