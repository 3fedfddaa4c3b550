using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The names of categories and brands with their words, kept in memory: they are few, change seldom, and are asked for at every key stroke. Thread-safe.</summary>
internal sealed class LabelWords(CatalogueDatabase database, TimeProvider time)
{
    /// <summary>Names of each kind, those of most products; bounds the memory where a shop's categories are as many as its products.</summary>
    private const int MostLabels = 20_000;

    /// <summary>How long a name that came or went may be missed.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private volatile Known? _known;
    private int _renewing;

    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public async Task<IReadOnlyList<Label>> ReadAsync(CancellationToken cancellationToken)
    {
        Known? known = _known;
        if (known is not null && time.GetElapsedTime(known.ReadAt) < Life)
        {
            return known.Labels;
        }

        // One asker renews, and the others meanwhile make do with what was known.
        if (Interlocked.Exchange(ref _renewing, 1) == 1 && known is not null)
        {
            return known.Labels;
        }

        try
        {
            long now = time.GetTimestamp();
            _known = known = new Known(await QueryAsync(cancellationToken).ConfigureAwait(false), now);
            return known.Labels;
        }
        finally
        {
            Volatile.Write(ref _renewing, 0);
        }
    }

    private Task<IReadOnlyList<Label>> QueryAsync(CancellationToken cancellationToken) => database.ReadSnapshotAsync(
        async (context, token) =>
        {
            var categories = await context.Products.Where(p => p.DeletedAt == null && p.Category != null)
                .GroupBy(p => p.Category).Select(g => new { Text = g.Key, Count = g.LongCount() })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Text).Take(MostLabels).ToListAsync(token).ConfigureAwait(false);
            var brands = await context.Products.Where(p => p.DeletedAt == null && p.Brand != null)
                .GroupBy(p => p.Brand).Select(g => new { Text = g.Key, Count = g.LongCount() })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Text).Take(MostLabels).ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlyList<Label>)[
                .. categories.Select(c => new Label(c.Text!, SuggestionKind.Category, c.Count)),
                .. brands.Select(b => new Label(b.Text!, SuggestionKind.Brand, b.Count))];
        },
        cancellationToken);

    private sealed record Known(IReadOnlyList<Label> Labels, long ReadAt);
}

/// <summary>The name of a category or brand.</summary>
/// <param name="Count">Living products that have it.</param>
internal sealed record Label(string Text, SuggestionKind Kind, long Count)
{
    private readonly List<string> _words = TextFolding.Words(Text);

    /// <summary>Whether it has every word, the last one as the beginning of a word.</summary>
    public bool Has(List<string> words) =>
        _words.Exists(word => word.StartsWith(words[^1], StringComparison.Ordinal))
        && words.Take(words.Count - 1).All(_words.Contains);

    /// <summary>Whether it begins with these words, the last one perhaps unfinished.</summary>
    public bool BeginsWith(List<string> words) =>
        words.Count <= _words.Count
        && _words[words.Count - 1].StartsWith(words[^1], StringComparison.Ordinal)
        && words.Take(words.Count - 1).SequenceEqual(_words.Take(words.Count - 1), StringComparer.Ordinal);
}
