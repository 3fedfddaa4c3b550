using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Indexing.Redis;

namespace VisualSearch.Tests.Indexing;

public sealed class RedisAwayPauseTests
{
    [Fact]
    public void One_tries_in_a_while_and_the_while_grows_to_five_seconds()
    {
        FakeTimeProvider clock = new();
        AwayPause pause = new(clock);
        Assert.True(pause.MayTry());
        Assert.True(pause.Begin());
        Assert.False(pause.Begin());

        List<int> tries = [];
        for (int tenth = 1; tenth <= 250; tenth++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            if (pause.MayTry())
            {
                Assert.False(pause.MayTry());
                tries.Add(tenth);
            }
        }

        Assert.Equal([10, 30, 70, 120, 170, 220], tries);
    }

    [Fact]
    public void An_answer_ends_it_for_all()
    {
        AwayPause pause = new(new FakeTimeProvider());
        Assert.False(pause.End());
        pause.Begin();
        Assert.False(pause.MayTry());

        Assert.True(pause.End());

        Assert.False(pause.End());
        Assert.True(pause.MayTry());
        Assert.True(pause.MayTry());
    }
}
