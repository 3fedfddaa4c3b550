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
    /// Best first; every word must be found. When no product has every word, words that no product has at all are taken for misspelt ones where the database can tell what they
    /// are near to; after that those that have any of the words, the more and rarer the better. Words only of punctuation find nothing.
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
            (_, List<(long Product, double Score)> found) = await FindAsync(context, query, words, articles.Count > 0, filter, limit, token).ConfigureAwait(false);

            double above = (found.Count == 0 ? 0 : found[0].Score) + articles.Count;
            IEnumerable<LexicalHit> exact = articles.Select((id, i) => new LexicalHit(new ProductId(id), above - i + 1, ExactArticle: true));
            IEnumerable<LexicalHit> others = found.Where(f => !articles.Contains(f.Product)).Select(f => new LexicalHit(new ProductId(f.Product), f.Score, ExactArticle: false));
            return [.. exact.Concat(others).Take(limit)];
        },
        cancellationToken);

    /// <summary>What is looked for; empty when nothing is.</summary>
    internal static List<string> WordsOf(string query) => [.. TextFolding.Words(query).Take(MaxWords)];

    /// <summary>What <see cref="SearchAsync"/> finds, as a condition.</summary>
    /// <param name="words">One or more.</param>
    internal static async Task<WordMatch> MatchAsync(CatalogueContext context, string query, List<string> words, SearchFilter filter, CancellationToken cancellationToken)
    {
        bool article = (await ArticlesAsync(context, query, filter, 1, cancellationToken).ConfigureAwait(false)).Count > 0;
        return (await FindAsync(context, query, words, article, filter, 1, cancellationToken).ConfigureAwait(false)).Match;
    }

    private static async Task<(WordMatch Match, List<(long Product, double Score)> Found)> FindAsync(
        CatalogueContext context, string query, List<string> words, bool article, SearchFilter filter, int limit, CancellationToken cancellationToken)
    {
        WordMatch match = new(words, EveryWord: true, TextFolding.Article(query));
        List<(long Product, double Score)> found = await context.FindWordsAsync(words, everyWord: true, filter, limit, cancellationToken).ConfigureAwait(false);
        if (found.Count > 0 || article)
        {
            return (match, found);
        }

        if (await context.CorrectAsync(words, cancellationToken).ConfigureAwait(false) is { } corrected)
        {
            match = match with { Words = corrected };
            found = await context.FindWordsAsync(corrected, everyWord: true, filter, limit, cancellationToken).ConfigureAwait(false);
        }

        if (found.Count == 0 && words.Count > 1)
        {
            match = match with { EveryWord = false };
            found = await context.FindWordsAsync(match.Words, everyWord: false, filter, limit, cancellationToken).ConfigureAwait(false);
        }

        return (match, found);
    }

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
