using System.Threading.RateLimiting;
using VisualSearch.Api.Http;

namespace VisualSearch.Tests.Http;

public sealed class EvenBucketTests
{
    [Theory]
    [InlineData(60_000, 60, 100)]
    [InlineData(60_000, 60, 1)]
    [InlineData(1_000_000, 60, 1000)]
    [InlineData(600, 60, 100)]
    [InlineData(59, 60, 5)]
    [InlineData(1, 3600, 2)]
    [InlineData(7, 1, 3)]
    public void The_rate_is_the_one_that_is_set_whatever_the_burst(int requests, int seconds, int burst)
    {
        TimeSpan per = TimeSpan.FromSeconds(seconds);

        TokenBucketRateLimiterOptions bucket = EvenBucket.Of(requests, per, burst);

        Assert.Equal(requests, bucket.TokensPerPeriod * (per / bucket.ReplenishmentPeriod), requests * 1e-5);
        // What comes between two looks of the timer has room.
        Assert.InRange(bucket.TokenLimit, Math.Max(burst, bucket.TokensPerPeriod), Math.Max(burst, requests / seconds));
        Assert.InRange(bucket.ReplenishmentPeriod, TimeSpan.FromMilliseconds(99.9), per);
    }
}
