namespace VisualSearch.Cli.Evaluation;

/// <summary>
/// The exact two-sided sign test (W. J. Conover, "Practical Nonparametric Statistics", 3rd ed. 1999, section 3.4): how likely so uneven a count of wins and losses is,
/// or a more uneven one, if each were a toss of a fair coin. Ties say nothing and are left out.
/// </summary>
internal static class SignTest
{
    /// <returns>0 to 1; 1 without wins and losses.</returns>
    public static double PValue(int wins, int losses)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        int tosses = wins + losses;

        // Logarithms, for the coefficients of some hundred tosses do not fit a double.
        double logChoose = 0;
        double tail = 0;
        for (int heads = 0; heads <= Math.Min(wins, losses); heads++)
        {
            if (heads > 0)
            {
                logChoose += Math.Log(tosses - heads + 1) - Math.Log(heads);
            }

            tail += Math.Exp(logChoose - (tosses * Math.Log(2)));
        }

        return Math.Min(1, 2 * tail);
    }
}
