using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.InProcess;
using VisualSearch.Tests.Contracts;

namespace VisualSearch.Tests.Indexing;

public sealed class InProcessIndexQueueTests : IndexQueueContract
{
    protected override Task<IIndexQueue> CreateAsync() => Task.FromResult<IIndexQueue>(new InProcessIndexQueue(TimeProvider.System));

    [Fact]
    public async Task A_full_queue_drops_what_is_put_in_and_says_so()
    {
        InProcessIndexQueue queue = new(TimeProvider.System, capacity: 2);

        int taken = await queue.EnqueueAsync([.. Enumerable.Range(1, 5).Select(number => new IndexSignal(new ProductId(number), 1, null))], TestContext.Current.CancellationToken);

        Assert.Equal(2, taken);
        Assert.Equal(2, await queue.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Patience_ends_by_the_clock_it_was_given()
    {
        FakeTimeProvider clock = new();
        InProcessIndexQueue queue = new(clock);
        Task<IReadOnlyList<QueuedSignal>> taking = queue.DequeueAsync(1, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(taking.IsCompleted);

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(await taking);
    }
}
