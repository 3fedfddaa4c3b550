using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Completes what someone types, from the catalogue's own categories, brands and titles. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class Suggestions
{
    /// <summary>More words than these say nothing new and only cost time.</summary>
    private const int MaxWords = 32;

    /// <summary>Titles looked at for each way of matching: enough for many of one name, and a bound on the work however many match.</summary>
    private const int CandidatesAWay = 64;

    /// <summary>Best first: what a title begins with says more than what it contains somewhere.</summary>
    private static readonly TitleMatch[] Ways = [TitleMatch.Beginning, TitleMatch.Phrase, TitleMatch.EveryWord];

    private readonly CatalogueDatabase _database;
    private readonly LabelWords _labels;

    internal Suggestions(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _labels = new LabelWords(database, time);
    }

    /// <summary>Categories and brands first, but no more than half of the answer while there are products to fill the rest; then products.</summary>
    /// <param name="query">Any text; its last word may be unfinished, the others must be found as they are. Without a word it finds nothing.</param>
    /// <param name="languages">Languages of titles, best first; titles of all languages are looked in.</param>
    /// <param name="limit">1 or more.</param>
    public async Task<IReadOnlyList<Suggestion>> FindAsync(string query, IReadOnlyList<string> languages, int limit, CancellationToken cancellationToken)
    {
        List<string> words = [.. TextFolding.Words(query).Take(MaxWords)];
        if (words.Count == 0)
        {
            return [];
        }

        List<Suggestion> labels = [.. (await _labels.ReadAsync(cancellationToken).ConfigureAwait(false))
            .Where(label => label.Has(words))
            .OrderBy(label => label.BeginsWith(words) ? 0 : 1)
            .ThenByDescending(label => label.Count)
            .ThenBy(label => label.Text, StringComparer.Ordinal)
            .Take(limit)
            .Select(label => new Suggestion(label.Text, label.Kind, null))];
        IReadOnlyList<Suggestion> products = await TitlesAsync(words, languages, limit, cancellationToken).ConfigureAwait(false);
        int shown = Math.Min(labels.Count, Math.Max(limit / 2, limit - products.Count));
        return [.. labels.Take(shown), .. products.Take(limit - shown)];
    }

    private Task<IReadOnlyList<Suggestion>> TitlesAsync(List<string> words, IReadOnlyList<string> languages, int limit, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            List<Suggestion> found = [];
            HashSet<string> texts = new(StringComparer.Ordinal);
            HashSet<long> seen = [];
            foreach (TitleMatch way in Ways)
            {
                if (found.Count >= limit)
                {
                    break;
                }

                long[] ids = [.. (await context.FindTitlesAsync(words, way, CandidatesAWay, token).ConfigureAwait(false)).Where(seen.Add)];
                var rows = await context.Products.AsNoTracking()
                    .Where(p => EF.Parameter(ids).Contains(p.Id) && p.DeletedAt == null)
                    .Select(p => new { p.Id, p.Title, p.Translations })
                    .ToListAsync(token).ConfigureAwait(false);
                // A shorter title is nearer to what was typed.
                found.AddRange(rows
                    .Select(p => new Suggestion(ProductReads.TitleIn(languages, p.Title, p.Translations), SuggestionKind.Product, new ProductId(p.Id)))
                    .OrderBy(title => title.Text.Length)
                    .ThenBy(title => title.Product!.Value.Value)
                    .Where(title => texts.Add(TextFolding.Fold(title.Text.Trim()))));
            }

            return (IReadOnlyList<Suggestion>)found;
        },
        cancellationToken);
}

/// <param name="Text">What may be searched for, as the shop writes it.</param>
/// <param name="Product">The product of that title, the first of several; null for a category or brand.</param>
public sealed record Suggestion(string Text, SuggestionKind Kind, ProductId? Product);

/// <summary>What a suggestion names.</summary>
public enum SuggestionKind
{
    /// <summary>A product by its title.</summary>
    Product,

    /// <summary>A category; its text is the exact name that filters take.</summary>
    Category,

    /// <summary>A brand; its text is the exact name that filters take.</summary>
    Brand,
}

/// <summary>How words are looked for in titles; the last one by its beginning.</summary>
internal enum TitleMatch
{
    /// <summary>The title begins with them, in this order.</summary>
    Beginning,

    /// <summary>They stand side by side, in this order.</summary>
    Phrase,

    /// <summary>All of them are there.</summary>
    EveryWord,
}
