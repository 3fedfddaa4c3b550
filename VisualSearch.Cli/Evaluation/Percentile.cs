namespace VisualSearch.Cli.Evaluation;

/// <summary>
/// Percentiles by nearest rank, the first of the definitions in R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996) 361-365:
/// the least value that at least so many per cent of all are not above. Always a value that was measured, never one between two.
/// </summary>
internal static class Percentile
{
    /// <param name="values">At least one; in any order.</param>
    /// <param name="percent">Above 0, to 100.</param>
    public static double NearestRank(IReadOnlyList<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[RankOf(percent, sorted.Length) - 1];
    }

    /// <param name="sorted">From least to greatest.</param>
    /// <param name="drawn">How often each of them counts; as many times in all as there are values.</param>
    public static double OfDrawn(double[] sorted, int[] drawn, double percent)
    {
        int rank = RankOf(percent, sorted.Length);
        int place = 0;
        for (int seen = drawn[0]; seen < rank; seen += drawn[place])
        {
            place++;
        }

        return sorted[place];
    }

    private static int RankOf(double percent, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);

        // Per mille, since 2.5 and 97.5 are asked for too; in whole numbers, since 0.95 * 20 is more than 19 in binary fractions.
        long perMille = (long)Math.Round(percent * 10);
        return (int)(((perMille * count) + 999) / 1000);
    }
}
