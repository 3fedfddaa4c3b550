using CsCheck;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Indexing;

public sealed class PictureRetryTests
{
    private static readonly IndexingOptions Options = new() { PictureAttempts = 8, FirstRetryDelay = TimeSpan.FromSeconds(30), LongestRetryDelay = TimeSpan.FromHours(6) };

    [Fact]
    public void Waits_grow_by_four_up_to_the_longest_and_then_the_picture_is_given_up()
    {
        TimeSpan?[] waits = [.. Enumerable.Range(1, 8).Select(attempts => PictureRetry.DelayAfter(attempts, Options, jitter: 0))];

        Assert.Equal([30, 120, 480, 1920, 7680, 21600, 21600, null], waits.Select(wait => wait?.TotalSeconds));
    }

    [Fact]
    public void Jitter_shortens_a_wait_by_a_fifth_at_most_and_never_lengthens_it()
    {
        Gen.Select(Gen.Int[1, 7], Gen.Double[0, 1]).Sample((attempts, jitter) =>
        {
            double full = PictureRetry.DelayAfter(attempts, Options, 0)!.Value.TotalSeconds;
            double wait = PictureRetry.DelayAfter(attempts, Options, jitter)!.Value.TotalSeconds;
            return wait <= full && wait >= full * 0.8 - 1e-6;
        });
    }

    [Fact]
    public void However_many_attempts_are_allowed_the_wait_is_finite()
    {
        IndexingOptions patient = new() { PictureAttempts = 100, LongestRetryDelay = TimeSpan.FromDays(7) };

        Assert.Equal(TimeSpan.FromDays(7), PictureRetry.DelayAfter(99, patient, 0));
    }
}
