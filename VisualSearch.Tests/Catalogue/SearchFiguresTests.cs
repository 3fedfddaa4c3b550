using CsCheck;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Tests.Catalogue;

/// <summary>What is made of counts in memory, the same whatever database counted.</summary>
public sealed class SearchFiguresTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan[] Widths = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];

    [Fact]
    public void Buckets_cover_the_range_at_round_times_and_are_the_finest_that_are_few_enough() =>
        Gen.Select(Gen.Long[0, TimeSpan.TicksPerDay * 400], Gen.Long[1, SearchAnalytics.LongestRange.Ticks]).Sample((after, length) =>
        {
            DateTimeOffset from = Noon + TimeSpan.FromTicks(after);
            DateTimeOffset to = from + TimeSpan.FromTicks(length);
            SearchBuckets buckets = SearchBuckets.Of(from, to);

            Assert.InRange(buckets.Count, 1, SearchBuckets.Most);
            Assert.Equal(0, buckets.BeginOf(0).UtcTicks % buckets.Width.Ticks);
            Assert.True(buckets.BeginOf(0) <= from && from < buckets.BeginOf(1));
            Assert.True(buckets.BeginOf(buckets.Count - 1) < to && to <= buckets.BeginOf(buckets.Count));
            int width = Array.IndexOf(Widths, buckets.Width);
            Assert.True(width == 0 || ((to.UtcTicks - 1) / Widths[width - 1].Ticks) - (from.UtcTicks / Widths[width - 1].Ticks) + 1 > SearchBuckets.Most);
        });

    [Theory]
    [InlineData("02:00:00", 60, 120)]
    [InlineData("02:01:00", 300, 25)]
    [InlineData("10:00:00", 300, 120)]
    [InlineData("1.00:00:00", 3600, 24)]
    [InlineData("5.00:00:00", 3600, 120)]
    [InlineData("7.00:00:00", 21600, 28)]
    [InlineData("30.00:00:00", 21600, 120)]
    public void A_range_from_a_round_time_has_whole_buckets(string range, int seconds, int count)
    {
        SearchBuckets buckets = SearchBuckets.Of(Noon, Noon + TimeSpan.Parse(range, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal((seconds, count), ((int)buckets.Width.TotalSeconds, buckets.Count));
    }

    [Fact]
    public void A_range_without_time_or_with_too_much_is_a_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SearchBuckets.Of(Noon, Noon));
        Assert.Throws<ArgumentOutOfRangeException>(() => SearchBuckets.Of(Noon, Noon.AddDays(SearchBuckets.Most + 1)));
    }

    [Fact]
    public void Percentiles_are_those_of_the_times_one_by_one() => Gen.Int[0, 50].List[1, 300].Sample(times =>
    {
        LatencyCounts counts = new();
        foreach (IGrouping<int, int> equal in times.GroupBy(time => time))
        {
            counts.Add(equal.Key, equal.Count());
        }

        int[] sorted = [.. times.Order()];
        Assert.Equal(new Latency(At(50), At(90), At(95), At(99), sorted[^1]), counts.Read());

        int At(int percent) => sorted[((sorted.Length * percent) + 99) / 100 - 1];
    });

    [Fact]
    public void Without_searches_there_is_no_latency()
    {
        LatencyCounts counts = new();
        counts.Add(5, 0);

        Assert.Null(counts.Read());
    }

    [Fact]
    public void Steady_work_has_its_own_rate_however_long_it_has_gone_on() => Gen.Select(Gen.Int[1, 120], Gen.Int[1, 1000], Gen.Long[0, TimeSpan.TicksPerMinute]).Sample((slices, each, offset) =>
    {
        // Slices that are full up to now, as the last minute has them.
        long begin = IndexingSlice.BeginOf(Noon);
        long now = begin + (slices * IndexingHistory.SliceTicks);
        IndexingSlice[] work = [.. Enumerable.Range(0, slices).Select(at => new IndexingSlice(begin + (at * IndexingHistory.SliceTicks), each, 2 * each, 0)).Where(slice => slice.At > now - TimeSpan.TicksPerMinute)];

        IndexingRate rate = IndexingRate.Of(work.Append(new IndexingSlice(begin - offset, 0, 0, 0)), now);

        Assert.Equal(each / 10d, rate.ProductsPerSecond, 6);
        Assert.Equal(each / 5d, rate.PicturesPerSecond, 6);
        Assert.Equal(10 * 500d / each, rate.TimeFor(500)!.Value.TotalSeconds, 3);
        Assert.Null(rate.TimeFor(0));
    });

    [Fact]
    public void Work_of_this_very_moment_is_no_endless_speed() =>
        Assert.Equal(new IndexingRate(1, 2), IndexingRate.Of([new IndexingSlice(IndexingSlice.BeginOf(Noon), 10, 20, 0)], Noon.UtcTicks));
}
