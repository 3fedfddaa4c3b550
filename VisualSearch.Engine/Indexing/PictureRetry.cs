namespace VisualSearch.Engine.Indexing;

/// <summary>When a picture that failed for a passing reason is tried again: exponential, with jitter so that a server that was down is not met by all at once.</summary>
internal static class PictureRetry
{
    /// <param name="attempts">Failed attempts, this one included; 1 or more.</param>
    /// <param name="jitter">0 to 1, uniform; the wait is shortened by up to a fifth.</param>
    /// <returns>The wait, or null when the picture is given up.</returns>
    public static TimeSpan? DelayAfter(int attempts, IndexingOptions options, double jitter)
    {
        if (attempts >= options.PictureAttempts)
        {
            return null;
        }

        // 4^20 intervals is past every bound; the cap keeps the power finite.
        double factor = Math.Pow(4, Math.Min(attempts - 1, 20));
        double wait = Math.Min(options.FirstRetryDelay.TotalSeconds * factor, options.LongestRetryDelay.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (1 - (0.2 * jitter)));
    }
}
