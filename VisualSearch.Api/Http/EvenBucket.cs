using System.Threading.RateLimiting;

namespace VisualSearch.Api.Http;

/// <summary>A bucket of tokens that is filled evenly.</summary>
internal static class EvenBucket
{
    /// <summary>No finer than the limiter's own timer looks.</summary>
    private static readonly TimeSpan Finest = TimeSpan.FromMilliseconds(100);

    /// <param name="requests">How many may go on coming in each <paramref name="per"/>.</param>
    /// <param name="burst">How many may come at once after a pause; never fewer than the rate lets through between two looks of the timer, since less would lower the rate.</param>
    public static TokenBucketRateLimiterOptions Of(int requests, TimeSpan per, int burst)
    {
        int tokens = Math.Max(1, (int)Math.Ceiling(Finest / per * requests));
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(burst, tokens),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = per * ((double)tokens / requests),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }
}
