using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Counts searches by their words. Databases fold letters each in its own way, so they count spellings, and these are put together here.</summary>
internal static class QueryCounts
{
    /// <summary>Spellings that are looked at, the most frequent first: bounds the memory, and whatever is asked more often than the rest is among them.</summary>
    private const int MostSpellings = 20_000;

    /// <param name="searches">By words, with a text.</param>
    /// <param name="top">How many of each are wanted.</param>
    public static async Task<(IReadOnlyList<TopQuery> Top, IReadOnlyList<EmptyQuery> Empty)> ReadAsync(
        CatalogueContext context, IQueryable<SearchLogRow> searches, int top, CancellationToken cancellationToken)
    {
        Dictionary<string, Sum> sums = new(StringComparer.Ordinal);
        HashSet<string> spellings = new(StringComparer.Ordinal);
        await foreach (var count in searches
            .GroupBy(s => s.Text!)
            .Select(g => new { Text = g.Key, Searches = g.LongCount(), Empty = g.LongCount(s => s.Results == "" && s.Skipped == 0) })
            .OrderByDescending(c => c.Searches).ThenBy(c => c.Text).Take(MostSpellings)
            .AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Sum sum = SumOf(count.Text);
            spellings.Add(count.Text);
            sum.Searches += count.Searches;
            sum.Empty += count.Empty;
        }

        await foreach (var count in SearchAnalytics.Clicks(context, searches)
            .GroupBy(c => c.Search.Text!)
            .Select(g => new { Text = g.Key, Clicked = g.Select(c => c.Search.SearchId).Distinct().LongCount(), Clicks = g.LongCount(), Positions = g.Sum(c => (long)c.Position) })
            .AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // Of a spelling whose searches are not counted, clicks are not either.
            if (spellings.Contains(count.Text))
            {
                Sum sum = SumOf(count.Text);
                sum.Clicked += count.Clicked;
                sum.Clicks += count.Clicks;
                sum.Positions += count.Positions;
            }
        }

        Dictionary<string, Sum> empty = new(StringComparer.Ordinal);
        await foreach (var count in searches.Where(s => s.Results == "" && s.Skipped == 0)
            .GroupBy(s => s.Text!)
            .Select(g => new { Text = g.Key, Searches = g.LongCount(), LastAt = g.Max(s => s.At) })
            .OrderByDescending(c => c.Searches).ThenBy(c => c.Text).Take(MostSpellings)
            .AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            string query = Fold(count.Text);
            Sum sum = empty.TryGetValue(query, out Sum? known) ? known : empty[query] = new Sum();
            sum.Searches += count.Searches;
            sum.LastAt = Math.Max(sum.LastAt, count.LastAt);
        }

        return (
            [.. Best(sums, top).Select(q => new TopQuery(q.Key, q.Value.Searches, q.Value.Clicked, q.Value.Empty, q.Value.Clicks == 0 ? null : (double)q.Value.Positions / q.Value.Clicks))],
            [.. Best(empty, top).Select(q => new EmptyQuery(q.Key, q.Value.Searches, ProductMapping.Time(q.Value.LastAt)))]);

        Sum SumOf(string text)
        {
            string query = Fold(text);
            return sums.TryGetValue(query, out Sum? known) ? known : sums[query] = new Sum();
        }
    }

    /// <summary>What people would call the same words: lower case, spaces made single. Accents stay, since it is shown.</summary>
    internal static string Fold(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<KeyValuePair<string, Sum>> Best(Dictionary<string, Sum> sums, int top) =>
        sums.OrderByDescending(q => q.Value.Searches).ThenBy(q => q.Key, StringComparer.Ordinal).Take(top);

    private sealed class Sum
    {
        public long Searches { get; set; }

        public long Empty { get; set; }

        public long Clicked { get; set; }

        public long Clicks { get; set; }

        public long Positions { get; set; }

        public long LastAt { get; set; }
    }
}
