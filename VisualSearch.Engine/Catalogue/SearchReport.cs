namespace VisualSearch.Engine.Catalogue;

/// <summary>What was searched in a range of time.</summary>
/// <param name="Kinds">Each kind that was asked for, in the order image, text, similar.</param>
/// <param name="Buckets">Oldest first, those without searches included.</param>
/// <param name="TopQueries">Searches by words alone, most searched first.</param>
/// <param name="QueriesWithoutResults">Of these, what found nothing, most searched first.</param>
public sealed record SearchReport(
    SearchTally All,
    IReadOnlyList<(string Kind, SearchTally Tally)> Kinds,
    TimeSpan BucketWidth,
    IReadOnlyList<SearchBucket> Buckets,
    IReadOnlyList<TopQuery> TopQueries,
    IReadOnlyList<EmptyQuery> QueriesWithoutResults);

/// <param name="Clicked">Searches of which at least one result was opened.</param>
/// <param name="WithoutResults">Searches whose first page was empty.</param>
/// <param name="Latency">Null without searches.</param>
public sealed record SearchTally(long Searches, long Clicked, long WithoutResults, Latency? Latency);

/// <param name="At">When the bucket begins.</param>
public sealed record SearchBucket(DateTimeOffset At, SearchTally Tally);

/// <param name="Query">In lower case, spaces made single.</param>
/// <param name="MeanPosition">Of the results that were opened, 0 being the first; null when none was.</param>
public sealed record TopQuery(string Query, long Searches, long Clicked, long WithoutResults, double? MeanPosition);

/// <param name="Query">As in <see cref="TopQuery"/>.</param>
public sealed record EmptyQuery(string Query, long Searches, DateTimeOffset LastAt);
