using System.Numerics;
using CsCheck;
using VisualSearch.Cli.Evaluation;

namespace VisualSearch.Tests.Cli.Evaluation;

/// <summary>The statistics against their plain definitions and against published figures.</summary>
public sealed class StatisticsTests
{
    private static readonly Gen<double[]> Values = Gen.Double[0, 1000].Array[1, 60];

    /// <summary>R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998) 857-872, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_of_a_proportion_is_the_published_one(int hits, int of, double low, double high)
    {
        Interval interval = Interval.OfProportion(hits, of);

        Assert.Equal((double)hits / of, interval.Value);
        Assert.Equal(low, interval.Low, 0.00005);
        Assert.Equal(high, interval.High, 0.00005);
    }

    /// <summary>Wilson's ends are the proportions from which the observed one is z standard errors away.</summary>
    [Fact]
    public void The_ends_of_a_proportions_interval_are_z_standard_errors_away() => Gen.Int[1, 500].SelectMany(of => Gen.Int[1, of], (of, hits) => (Hits: hits, Of: of)).Sample(seen =>
    {
        Interval interval = Interval.OfProportion(seen.Hits, seen.Of);
        double[] ends = seen.Hits == seen.Of ? [interval.Low] : [interval.Low, interval.High];
        Assert.All(ends, end => Assert.Equal(Interval.Z95, Math.Abs(interval.Value - end) / Math.Sqrt(end * (1 - end) / seen.Of), 6));
    });

    [Fact]
    public void A_percentile_is_the_least_value_that_so_many_are_not_above() => Gen.Select(Values, Gen.Int[1, 100]).Sample((values, percent) =>
        Assert.Equal(values.Where(value => 100L * values.Count(other => other <= value) >= (long)percent * values.Length).Min(), Percentile.NearestRank(values, percent)));

    [Fact]
    public void A_percentile_of_drawn_values_is_that_of_the_values_written_out() => Gen.Select(Values, Gen.Int[0, 1_000_000], Gen.Int[1, 100]).Sample((values, seed, percent) =>
    {
        double[] sorted = [.. values.Order()];
        Random random = new(seed);
        int[] places = [.. sorted.Select(_ => random.Next(sorted.Length))];
        int[] drawn = [.. sorted.Select((_, place) => places.Count(other => other == place))];

        Assert.Equal(Percentile.NearestRank([.. places.Select(place => sorted[place])], percent), Percentile.OfDrawn(sorted, drawn, percent));
    });

    [Fact]
    public void The_sign_test_counts_the_outcomes_of_coins() => Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300]).Sample((wins, losses) =>
    {
        int tosses = wins + losses;
        BigInteger choose = 1;
        BigInteger tail = 0;
        for (int heads = 0; heads <= Math.Min(wins, losses); heads++)
        {
            tail += choose;
            choose = choose * (tosses - heads) / (heads + 1);
        }

        double expected = Math.Min(1, Math.Exp(BigInteger.Log(2 * tail) - BigInteger.Log(BigInteger.Pow(2, tosses))));
        Assert.Equal(expected, SignTest.PValue(wins, losses), 9);
    });

    [Theory]
    [InlineData(10, 0, 0.001953125)]
    [InlineData(9, 1, 0.021484375)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 0, 1)]
    public void The_sign_test_gives_known_figures(int wins, int losses, double expected) => Assert.Equal(expected, SignTest.PValue(wins, losses), 12);

    [Fact]
    public void An_interval_by_bootstrap_is_around_the_mean_within_the_values_and_always_the_same() => Values.Sample(values =>
    {
        Interval interval = Bootstrap.OfMean(values);

        Assert.Equal(values.Average(), interval.Value, 9);
        Assert.InRange(interval.Low, values.Min() - 1e-9, interval.High);
        Assert.InRange(interval.High, interval.Low, values.Max() + 1e-9);
        Assert.Equal(interval, Bootstrap.OfMean(values));
    }, iter: 20);

    [Fact]
    public void A_bootstrap_of_many_values_is_as_wide_as_their_standard_error_says()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(place => place % 2.0)];
        double expected = 2 * Interval.Z95 * 0.5 / Math.Sqrt(400);

        Interval interval = Bootstrap.OfMean(values);

        Assert.Equal(expected, interval.High - interval.Low, 0.01);
    }

    [Fact]
    public void A_percentile_of_the_same_measurements_differs_by_nothing_and_of_slower_ones_by_so_much() => Gen.Select(Values, Gen.Double[1, 50]).Sample((values, slower) =>
    {
        Assert.Equal(new Interval(0, 0, 0), Bootstrap.OfPercentileDifference(values, values, 90));
        Interval difference = Bootstrap.OfPercentileDifference(values, [.. values.Select(value => value + slower)], 90);
        Assert.All(new[] { difference.Value, difference.Low, difference.High }, end => Assert.Equal(slower, end, 6));
    }, iter: 20);
}
