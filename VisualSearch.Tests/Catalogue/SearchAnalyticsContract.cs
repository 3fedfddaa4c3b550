using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class SearchAnalyticsContract(CatalogueKind kind)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_searches_there_are_empty_buckets_and_no_shares()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);

        SearchReport report = await ReadAsync(catalogue, TimeSpan.FromMinutes(10));

        Assert.Equal(new SearchTally(0, 0, 0, null), report.All);
        Assert.Equal(["image", "text", "similar"], report.Kinds.Select(k => k.Kind));
        Assert.Equal((TimeSpan.FromMinutes(1), 11), (report.BucketWidth, report.Buckets.Count));
        Assert.All(report.Buckets, bucket => Assert.Equal(report.All, bucket.Tally));
        Assert.Empty(report.TopQueries);
        Assert.Empty(report.QueriesWithoutResults);
    }

    [Fact]
    public async Task Searches_clicks_and_times_are_told_in_all_by_kind_and_by_bucket()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await LogAsync(
            catalogue,
            Search("a1", -300, "image", null, 10, results: 3),
            Search("a2", -300, "image", null, 30, results: 3),
            Search("t1", -120, "text", "mug", 100, results: 2),
            Search("t2", -119, "text", "zzz", 200, results: 0),
            Search("s1", -10, "similar", null, 5, results: 1),
            Search("old", -700, "text", "mug", 9000, results: 0));
        await ClickAsync(catalogue, ("a1", 0), ("a1", 2), ("t1", 4), ("old", 0));

        SearchReport report = await ReadAsync(catalogue, TimeSpan.FromMinutes(10));

        Assert.Equal(new SearchTally(5, 2, 1, new Latency(30, 200, 200, 200, 200)), report.All);
        Assert.Equal(
            [("image", new SearchTally(2, 1, 0, new Latency(10, 30, 30, 30, 30))), ("text", new SearchTally(2, 1, 1, new Latency(100, 200, 200, 200, 200))), ("similar", new SearchTally(1, 0, 0, new Latency(5, 5, 5, 5, 5)))],
            report.Kinds);
        Assert.Equal([2, 2, 1], report.Buckets.Where(bucket => bucket.Tally.Searches > 0).Select(bucket => bucket.Tally.Searches));
        Assert.Equal([1, 1, 0], report.Buckets.Where(bucket => bucket.Tally.Searches > 0).Select(bucket => bucket.Tally.Clicked));
        Assert.Equal(Minute(catalogue, -300), report.Buckets.First(bucket => bucket.Tally.Searches > 0).At);

        SearchReport text = await ReadAsync(catalogue, TimeSpan.FromMinutes(10), "text");
        Assert.Equal(report.Kinds[1].Tally, text.All);
        Assert.Equal(["text"], text.Kinds.Select(k => k.Kind));
        Assert.Empty((await ReadAsync(catalogue, TimeSpan.FromMinutes(10), "image")).TopQueries);
    }

    [Fact]
    public async Task The_range_takes_in_its_beginning_and_leaves_out_its_end()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await LogAsync(catalogue, Search("first", -60, "text", "in", 1, 1), Search("end", 0, "text", "out", 1, 1));

        Assert.Equal("in", Assert.Single((await ReadAsync(catalogue, TimeSpan.FromMinutes(1))).TopQueries).Query);
    }

    [Fact]
    public async Task Queries_are_put_together_over_case_and_spaces_in_any_script()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await LogAsync(
            catalogue,
            Search("1", -5, "text", "Красная  КРУЖКА", 1, 1),
            Search("2", -4, "text", " красная кружка ", 1, 0),
            Search("3", -3, "text", "красная\tкружка", 1, 1),
            Search("4", -2, "text", "ЙОД", 1, 0),
            Search("5", -1, "text", "йод", 1, 0),
            Search("6", -1, "image", "красная кружка", 1, 0),
            Search("7", -1, "text", "ваза", 1, 1));
        await ClickAsync(catalogue, ("1", 0), ("1", 1), ("3", 5));

        SearchReport report = await ReadAsync(catalogue, TimeSpan.FromMinutes(1));

        Assert.Equal([new TopQuery("красная кружка", 3, 2, 1, 2), new TopQuery("йод", 2, 0, 2, null), new TopQuery("ваза", 1, 0, 0, null)], report.TopQueries);
        Assert.Equal([new EmptyQuery("йод", 2, At(catalogue, -1)), new EmptyQuery("красная кружка", 1, At(catalogue, -4))], report.QueriesWithoutResults);
        Assert.Equal(["красная кружка", "йод"], (await ReadAsync(catalogue, TimeSpan.FromMinutes(1), top: 2)).TopQueries.Select(query => query.Query));
    }

    [Fact]
    public async Task A_page_past_the_end_of_the_results_is_no_search_without_results()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await LogAsync(catalogue, Search("1", -2, "text", "mug", 1, 3), Search("2", -1, "text", "mug", 1, 0, skipped: 3));

        SearchReport report = await ReadAsync(catalogue, TimeSpan.FromMinutes(1));

        Assert.Equal((2, 0), (report.All.Searches, report.All.WithoutResults));
        Assert.Equal(new TopQuery("mug", 2, 0, 0, null), Assert.Single(report.TopQueries));
        Assert.Empty(report.QueriesWithoutResults);
    }

    /// <param name="seconds">From now.</param>
    private static Func<TemporaryCatalogue, SearchLogEntry> Search(string id, int seconds, string kind, string? text, int milliseconds, int results, int skipped = 0) =>
        catalogue => new SearchLogEntry(id, At(catalogue, seconds), kind, text, "m", milliseconds, [.. Enumerable.Range(1, results).Select(product => new ProductId(product))]) { Skipped = skipped };

    private static async Task LogAsync(TemporaryCatalogue catalogue, params Func<TemporaryCatalogue, SearchLogEntry>[] searches)
    {
        foreach (Func<TemporaryCatalogue, SearchLogEntry> search in searches)
        {
            catalogue.SearchLog.Record(search(catalogue));
        }

        await catalogue.SearchLog.FlushAsync(Stop);
    }

    private static async Task ClickAsync(TemporaryCatalogue catalogue, params (string Search, int Position)[] clicks)
    {
        foreach ((string search, int position) in clicks)
        {
            Assert.True(await catalogue.SearchLog.ClickAsync(search, new ProductId(1), position, Stop));
        }
    }

    private static DateTimeOffset At(TemporaryCatalogue catalogue, int seconds) => catalogue.Time.GetUtcNow().AddSeconds(seconds);

    private static DateTimeOffset Minute(TemporaryCatalogue catalogue, int seconds) => At(catalogue, seconds).AddSeconds(-At(catalogue, seconds).Second);

    private static Task<SearchReport> ReadAsync(TemporaryCatalogue catalogue, TimeSpan range, string? kind = null, int top = 20) =>
        catalogue.Get<SearchAnalytics>().ReadAsync(new SearchReportQuery(catalogue.Time.GetUtcNow() - range, catalogue.Time.GetUtcNow(), kind, top), Stop);
}

public sealed class SqliteSearchAnalyticsTests() : SearchAnalyticsContract(CatalogueKind.Sqlite);

public sealed class PostgresSearchAnalyticsTests() : SearchAnalyticsContract(CatalogueKind.Postgres);
