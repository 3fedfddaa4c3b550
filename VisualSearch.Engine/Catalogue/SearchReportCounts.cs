namespace VisualSearch.Engine.Catalogue;

/// <summary>Gathers what the database counted into a report.</summary>
internal sealed class SearchReportCounts(SearchBuckets buckets, IReadOnlyList<string> kinds)
{
    private readonly Sum _all = new();
    private readonly Sum[] _buckets = [.. Enumerable.Range(0, buckets.Count).Select(_ => new Sum())];
    private readonly Dictionary<string, Sum> _kinds = kinds.ToDictionary(kind => kind, _ => new Sum());

    /// <param name="bucket">Ticks in units of a bucket's width.</param>
    public void AddSearches(long bucket, string kind, int milliseconds, long searches, long withoutResults)
    {
        foreach (Sum sum in Of(bucket, kind))
        {
            sum.Searches += searches;
            sum.WithoutResults += withoutResults;
            sum.Latency.Add(milliseconds, searches);
        }
    }

    public void AddClicked(long bucket, string kind, long clicked)
    {
        foreach (Sum sum in Of(bucket, kind))
        {
            sum.Clicked += clicked;
        }
    }

    public SearchReport Report((IReadOnlyList<TopQuery> Top, IReadOnlyList<EmptyQuery> Empty) queries) => new(
        _all.Tally,
        [.. kinds.Select(kind => (kind, _kinds[kind].Tally))],
        buckets.Width,
        [.. _buckets.Select((sum, at) => new SearchBucket(buckets.BeginOf(at), sum.Tally))],
        queries.Top,
        queries.Empty);

    private IEnumerable<Sum> Of(long bucket, string kind) =>
        _kinds.TryGetValue(kind, out Sum? sum) ? [_all, _buckets[(int)(bucket - buckets.First)], sum] : [_all, _buckets[(int)(bucket - buckets.First)]];

    private sealed class Sum
    {
        public long Searches { get; set; }

        public long Clicked { get; set; }

        public long WithoutResults { get; set; }

        public LatencyCounts Latency { get; } = new();

        public SearchTally Tally => new(Searches, Clicked, WithoutResults, Latency.Read());
    }
}
