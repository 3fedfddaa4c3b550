using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Admin;

/// <param name="To">Exclusive.</param>
/// <param name="ClickedSearches">Searches of which at least one result was opened.</param>
/// <param name="ClickThrough">Their share, 0 to 1; null without searches.</param>
/// <param name="WithoutResults">Searches whose first page was empty.</param>
/// <param name="LatencyMs">Null without searches.</param>
/// <param name="Kinds">`image`, `text` and `similar`, or the one that was asked for.</param>
/// <param name="Buckets">Oldest first, at most 120; those without searches included.</param>
/// <param name="BucketSeconds">60, 300, 3600, 21600 or 86400.</param>
/// <param name="TopQueries">Searches by words, most searched first.</param>
/// <param name="QueriesWithoutResults">Searches by words that found nothing, most searched first.</param>
internal sealed record SearchReportJson(
    DateTimeOffset From,
    DateTimeOffset To,
    long Searches,
    long ClickedSearches,
    double? ClickThrough,
    long WithoutResults,
    LatencyJson? LatencyMs,
    IReadOnlyList<SearchKindJson> Kinds,
    IReadOnlyList<SearchBucketJson> Buckets,
    int BucketSeconds,
    IReadOnlyList<TopQueryJson> TopQueries,
    IReadOnlyList<EmptyQueryJson> QueriesWithoutResults)
{
    public static SearchReportJson Of(SearchReportQuery query, SearchReport report) => new(
        query.From,
        query.To,
        report.All.Searches,
        report.All.Clicked,
        ShareOf(report.All.Clicked, report.All.Searches),
        report.All.WithoutResults,
        LatencyJson.Of(report.All.Latency),
        [.. report.Kinds.Select(kind => SearchKindJson.Of(kind.Kind, kind.Tally))],
        [.. report.Buckets.Select(SearchBucketJson.Of)],
        (int)report.BucketWidth.TotalSeconds,
        [.. report.TopQueries.Select(TopQueryJson.Of)],
        [.. report.QueriesWithoutResults.Select(empty => new EmptyQueryJson(empty.Query, empty.Searches, empty.LastAt))]);

    /// <returns>0 to 1, to four places; null of nothing.</returns>
    public static double? ShareOf(long part, long whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);
}

/// <summary>Within how many milliseconds that share of the searches was answered.</summary>
internal sealed record LatencyJson(int P50, int P90, int P95, int P99, int Max)
{
    public static LatencyJson? Of(Latency? latency) => latency is null ? null : new LatencyJson(latency.P50, latency.P90, latency.P95, latency.P99, latency.Max);
}

internal sealed record SearchKindJson(string Kind, long Searches, long ClickedSearches, double? ClickThrough, long WithoutResults, LatencyJson? LatencyMs)
{
    public static SearchKindJson Of(string kind, SearchTally tally) =>
        new(kind, tally.Searches, tally.Clicked, SearchReportJson.ShareOf(tally.Clicked, tally.Searches), tally.WithoutResults, LatencyJson.Of(tally.Latency));
}

/// <param name="At">When the bucket begins.</param>
/// <param name="P50Ms">Null without searches.</param>
/// <param name="P95Ms">Null without searches.</param>
internal sealed record SearchBucketJson(DateTimeOffset At, long Searches, long ClickedSearches, long WithoutResults, int? P50Ms, int? P95Ms)
{
    public static SearchBucketJson Of(SearchBucket bucket) =>
        new(bucket.At, bucket.Tally.Searches, bucket.Tally.Clicked, bucket.Tally.WithoutResults, bucket.Tally.Latency?.P50, bucket.Tally.Latency?.P95);
}

/// <param name="Query">In lower case, spaces made single.</param>
/// <param name="MeanPosition">Of the results that were opened, 0 being the first; null when none was.</param>
internal sealed record TopQueryJson(string Query, long Searches, long ClickedSearches, double? ClickThrough, long WithoutResults, double? MeanPosition)
{
    public static TopQueryJson Of(TopQuery query) =>
        new(query.Query, query.Searches, query.Clicked, SearchReportJson.ShareOf(query.Clicked, query.Searches), query.WithoutResults, query.MeanPosition is { } mean ? Math.Round(mean, 2) : null);
}

/// <param name="Query">In lower case, spaces made single.</param>
internal sealed record EmptyQueryJson(string Query, long Searches, DateTimeOffset LastAt);
