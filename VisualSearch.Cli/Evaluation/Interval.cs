namespace VisualSearch.Cli.Evaluation;

/// <summary>A figure and the 95 % confidence interval around it.</summary>
/// <param name="Value">As measured.</param>
/// <param name="Low">Lower end; equal to the value when there is but one observation to go by.</param>
/// <param name="High">Upper end.</param>
internal sealed record Interval(double Value, double Low, double High)
{
    /// <summary>The normal distribution's quantile for 95 %, two-sided: P(|Z| &lt;= z) = 0.95.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>
    /// A proportion with its score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212.
    /// Right near 0 and 1 and for few observations, where the usual value plus or minus z times its standard error is not: Brown, Cai, DasGupta, Statistical Science 16 (2001) 101-133.
    /// </summary>
    /// <param name="hits">0 to <paramref name="of"/>.</param>
    /// <param name="of">Above 0.</param>
    public static Interval OfProportion(int hits, int of)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(of);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)hits, (uint)of, nameof(hits));
        double share = (double)hits / of;
        double weight = Z95 * Z95 / of;
        double middle = (share + (weight / 2)) / (1 + weight);
        double half = Z95 / (1 + weight) * Math.Sqrt((share * (1 - share) / of) + (weight / (4 * of)));

        // At the ends the formula gives 0 and 1 but for rounding.
        return new Interval(share, hits == 0 ? 0 : middle - half, hits == of ? 1 : middle + half);
    }
}
