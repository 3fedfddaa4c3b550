using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Indexing;

public sealed class SetbacksTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Setbacks _setbacks;

    public SetbacksTests() => _setbacks = new Setbacks(_time);

    [Fact]
    public void The_wait_doubles_up_to_its_bound()
    {
        double[] waits = [.. Enumerable.Range(0, 8).Select(_ => _setbacks.Add(ofBatch: false).TotalSeconds)];

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void A_turn_that_only_began_a_batch_proves_nothing_about_what_batches_failed_with()
    {
        _setbacks.Add(ofBatch: true);
        Assert.False(_setbacks.Turned(batchEnded: false, quiet: false));
        // Of both kinds, the longer trouble counts.
        _setbacks.Add(ofBatch: false);
        Assert.False(_setbacks.Turned(batchEnded: false, quiet: true));
        Assert.Equal(TimeSpan.FromSeconds(4), _setbacks.Add(ofBatch: true));

        Assert.True(_setbacks.Turned(batchEnded: true, quiet: false));
        Assert.Equal(Setbacks.First, _setbacks.Add(ofBatch: true));
    }

    [Fact]
    public void A_failure_of_a_turn_is_over_with_the_next_turn_and_one_of_a_batch_after_a_quiet_time()
    {
        _setbacks.Add(ofBatch: false);
        Assert.True(_setbacks.Turned(batchEnded: false, quiet: false));

        _setbacks.Add(ofBatch: true);
        Assert.False(_setbacks.Turned(batchEnded: false, quiet: true));
        _time.Advance(Setbacks.Longest);
        Assert.False(_setbacks.Turned(batchEnded: false, quiet: false));
        Assert.True(_setbacks.Turned(batchEnded: false, quiet: true));
        Assert.Equal(Setbacks.First, _setbacks.Add(ofBatch: true));
    }
}
