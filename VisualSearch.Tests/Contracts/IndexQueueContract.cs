using VisualSearch.Engine;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Contracts;

/// <summary>What every <see cref="IIndexQueue"/> does.</summary>
public abstract class IndexQueueContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An empty queue with room for at least 1,000 wake-ups.</summary>
    protected abstract Task<IIndexQueue> CreateAsync();

    [Fact]
    public async Task What_was_put_in_comes_out_once_with_its_trace()
    {
        IIndexQueue queue = await CreateAsync();
        IndexSignal[] signals = [.. Enumerable.Range(1, 100).Select(number => new IndexSignal(new ProductId(number), number * 10, number % 2 == 0 ? "00-trace" : null))];

        Assert.Equal(100, await queue.EnqueueAsync(signals, Stop));

        List<IndexSignal> taken = [];
        while (taken.Count < signals.Length)
        {
            IReadOnlyList<QueuedSignal> batch = await queue.DequeueAsync(7, Patience, Stop);
            Assert.InRange(batch.Count, 1, 7);
            taken.AddRange(batch.Select(item => item.Signal));
            await queue.AcknowledgeAsync(batch, Stop);
        }

        Assert.Equal(signals.OrderBy(signal => signal.Product), taken.OrderBy(signal => signal.Product));
        Assert.Empty(await queue.DequeueAsync(7, TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task Taking_without_patience_from_an_empty_queue_gives_nothing()
    {
        IIndexQueue queue = await CreateAsync();

        Assert.Empty(await queue.DequeueAsync(10, TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task A_patient_taker_gets_what_comes_later()
    {
        IIndexQueue queue = await CreateAsync();
        Task<IReadOnlyList<QueuedSignal>> taking = queue.DequeueAsync(10, Patience, Stop);

        await queue.EnqueueAsync([new IndexSignal(new ProductId(5), 1, null)], Stop);

        Assert.Equal(new ProductId(5), Assert.Single(await taking).Signal.Product);
    }

    [Fact]
    public async Task A_cancelled_taker_stops_waiting()
    {
        IIndexQueue queue = await CreateAsync();
        using CancellationTokenSource cancel = new();
        Task<IReadOnlyList<QueuedSignal>> taking = queue.DequeueAsync(10, Patience, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }

    [Fact]
    public async Task The_count_is_of_those_that_wait()
    {
        IIndexQueue queue = await CreateAsync();
        await queue.EnqueueAsync([new IndexSignal(new ProductId(1), 1, null), new IndexSignal(new ProductId(2), 1, null), new IndexSignal(new ProductId(3), 1, null)], Stop);
        Assert.Equal(3, await queue.CountAsync(Stop));

        await queue.AcknowledgeAsync(await queue.DequeueAsync(2, Patience, Stop), Stop);

        Assert.Equal(1, await queue.CountAsync(Stop));
    }

    [Fact]
    public async Task Takers_side_by_side_never_get_the_same_wake_up()
    {
        IIndexQueue queue = await CreateAsync();
        await queue.EnqueueAsync([.. Enumerable.Range(1, 500).Select(number => new IndexSignal(new ProductId(number), 1, null))], Stop);

        IReadOnlyList<QueuedSignal>[] taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => queue.DequeueAsync(5, Patience, Stop), Stop)));

        Assert.Equal(500, taken.SelectMany(batch => batch).Select(item => item.Signal.Product).Distinct().Count());
    }
}
