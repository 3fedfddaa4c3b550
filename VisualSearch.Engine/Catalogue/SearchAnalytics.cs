using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// What the search log and the clicks tell. The database groups and counts, so that a month of a million searches comes as some thousand rows; shares and percentiles are
/// made of the counts here, the same for either database. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.
/// </summary>
public sealed class SearchAnalytics : IDisposable
{
    /// <summary>The most time that a report may be about.</summary>
    public static readonly TimeSpan LongestRange = TimeSpan.FromDays(30);

    /// <summary>Every kind of search, in the order of a report.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["image", "text", "similar"];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly CatalogueDatabase _database;

    // It reads much, and operators are few: searches are not to feel that two of them look at once.
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal SearchAnalytics(CatalogueDatabase database) => _database = database;

    public async Task<SearchReport> ReadAsync(SearchReportQuery query, CancellationToken cancellationToken)
    {
        SearchBuckets buckets = SearchBuckets.Of(query.From, query.To);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _database.ReadSnapshotAsync((context, token) => ReadAsync(context, query, buckets, token), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static async Task<SearchReport> ReadAsync(CatalogueContext context, SearchReportQuery query, SearchBuckets buckets, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(Longest);
        IQueryable<SearchLogRow> searches = Searches(context, query);
        SearchReportCounts counts = new(buckets, query.Kind is { } kind ? [kind] : Kinds);
        long width = buckets.Width.Ticks;
        await foreach (var count in searches
            .GroupBy(s => new { Bucket = s.At / width, s.Kind, s.DurationMs })
            .Select(g => new { g.Key.Bucket, g.Key.Kind, g.Key.DurationMs, Searches = g.LongCount(), Empty = g.LongCount(s => s.Results == "" && s.Skipped == 0) })
            .AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            counts.AddSearches(count.Bucket, count.Kind, count.DurationMs, count.Searches, count.Empty);
        }

        await foreach (var count in Clicks(context, searches)
            .GroupBy(c => new { Bucket = c.Search.At / width, c.Search.Kind })
            .Select(g => new { g.Key.Bucket, g.Key.Kind, Clicked = g.Select(c => c.Search.SearchId).Distinct().LongCount() })
            .AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            counts.AddClicked(count.Bucket, count.Kind, count.Clicked);
        }

        return counts.Report(await QueryCounts.ReadAsync(context, searches.Where(s => s.Kind == "text" && s.Text != null), query.Top, cancellationToken).ConfigureAwait(false));
    }

    private static IQueryable<SearchLogRow> Searches(CatalogueContext context, SearchReportQuery query)
    {
        long from = query.From.UtcTicks;
        long to = query.To.UtcTicks;
        IQueryable<SearchLogRow> searches = context.SearchLog.AsNoTracking().Where(s => s.At >= from && s.At < to);
        return query.Kind is { } kind ? searches.Where(s => s.Kind == kind) : searches;
    }

    internal static IQueryable<ClickedSearch> Clicks(CatalogueContext context, IQueryable<SearchLogRow> searches) =>
        context.Clicks.Join(searches, c => c.SearchId, s => s.SearchId, (c, s) => new ClickedSearch { Search = s, Position = c.Position });

    /// <summary>A click beside the search that it is of.</summary>
    internal sealed class ClickedSearch
    {
        public required SearchLogRow Search { get; init; }

        public int Position { get; init; }
    }
}

/// <param name="To">Exclusive; after <paramref name="From"/>, and at most <see cref="SearchAnalytics.LongestRange"/> after it.</param>
/// <param name="Kind">One of <see cref="SearchAnalytics.Kinds"/>; null for all.</param>
/// <param name="Top">How many queries each list has, 1 to 100.</param>
public sealed record SearchReportQuery(DateTimeOffset From, DateTimeOffset To, string? Kind, int Top);
