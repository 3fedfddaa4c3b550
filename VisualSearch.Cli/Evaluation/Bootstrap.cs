namespace VisualSearch.Cli.Evaluation;

/// <summary>
/// Percentile bootstrap: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. Draws as many observations as there are, with replacement,
/// computes the figure anew each time, and takes the 2.5 % and 97.5 % of what came. Always the same draws, so that the same run gives the same intervals.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Twice what the book asks for intervals.</summary>
    public const int Draws = 2000;

    private const int Seed = 20261122;

    /// <summary>The mean.</summary>
    /// <param name="values">At least one.</param>
    public static Interval OfMean(IReadOnlyList<double> values) => Of(values.Count, drawn =>
    {
        double sum = 0;
        for (int index = 0; index < drawn.Length; index++)
        {
            sum += drawn[index] * values[index];
        }

        return sum / values.Count;
    });

    /// <summary>A percentile, by nearest rank.</summary>
    /// <param name="values">At least one; in any order.</param>
    public static Interval OfPercentile(IReadOnlyList<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return Of(sorted.Length, drawn => Percentile.OfDrawn(sorted, drawn, percent));
    }

    /// <summary>The difference of a percentile between two measurements of the same things, drawn together.</summary>
    /// <param name="before">At least one.</param>
    /// <param name="after">As many, in the same order.</param>
    public static Interval OfPercentileDifference(IReadOnlyList<double> before, IReadOnlyList<double> after, double percent)
    {
        Ranking first = new(before);
        Ranking second = new(after);
        return Of(before.Count, drawn => second.PercentileOf(drawn, percent) - first.PercentileOf(drawn, percent));
    }

    /// <param name="count">Observations, above 0.</param>
    /// <param name="figure">From how often each observation was drawn.</param>
    private static Interval Of(int count, Func<int[], double> figure)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        int[] drawn = new int[count];
        Array.Fill(drawn, 1);
        double value = figure(drawn);
#pragma warning disable CA5394 // Draws of a statistic, nobody's secret; a seed is what is wanted here.
        Random random = new(Seed);
        double[] figures = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            Array.Clear(drawn);
            for (int time = 0; time < count; time++)
            {
                drawn[random.Next(count)]++;
            }

            figures[draw] = figure(drawn);
        }
#pragma warning restore CA5394

        return new Interval(value, Percentile.NearestRank(figures, 2.5), Percentile.NearestRank(figures, 97.5));
    }

    /// <summary>Values in order, and where each stood before.</summary>
    private sealed class Ranking
    {
        private readonly double[] _sorted;
        private readonly int[] _order;
        private readonly int[] _drawn;

        public Ranking(IReadOnlyList<double> values)
        {
            _sorted = [.. values];
            _order = [.. Enumerable.Range(0, values.Count)];
            _drawn = new int[values.Count];
            Array.Sort(_sorted, _order);
        }

        public double PercentileOf(int[] drawn, double percent)
        {
            for (int place = 0; place < _order.Length; place++)
            {
                _drawn[place] = drawn[_order[place]];
            }

            return Percentile.OfDrawn(_sorted, _drawn, percent);
        }
    }
}
