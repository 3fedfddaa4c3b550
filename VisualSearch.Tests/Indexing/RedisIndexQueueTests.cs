using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.Redis;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Indexing;

/// <summary>What only a queue promises that several processes share and that outlives them.</summary>
public sealed class RedisIndexQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_of_several_processes_share_what_any_of_them_was_told()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        IIndexQueue[] workers = [queues.Open("one"), queues.Open("two"), queues.Open("three")];

        await queues.Open("api").EnqueueAsync(Signals(90), Stop);
        IReadOnlyList<QueuedSignal>[] taken = await Task.WhenAll(workers.Select(worker => worker.DequeueAsync(30, Patience, Stop)));

        Assert.All(taken, batch => Assert.Equal(30, batch.Count));
        Assert.Equal(90, Products(taken.SelectMany(batch => batch)).Distinct().Count());
    }

    [Fact]
    public async Task A_waiting_worker_is_told_at_once_of_what_another_process_put_in()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue worker = queues.Open();
        Assert.Empty(await worker.DequeueAsync(1, TimeSpan.FromMilliseconds(1), Stop));

        // It looks again by itself in an hour, so only the message can end its waiting.
        Task<IReadOnlyList<QueuedSignal>> taking = worker.DequeueAsync(1, TimeSpan.FromHours(2), Stop);
        await queues.Open("api").EnqueueAsync(Signals(1), Stop);

        Assert.Single(await taking.WaitAsync(Patience, Stop));
    }

    [Fact]
    public async Task What_a_killed_worker_left_goes_to_another_after_a_while()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue killed = queues.Open("killed");
        await killed.EnqueueAsync(Signals(10), Stop);
        Assert.Equal(10, (await killed.DequeueAsync(10, Patience, Stop)).Count);
        await queues.KillAsync(killed);

        using MetricCollector<long> claims = new(queues.Meters, "VisualSearch.Engine", "visual_search.index_signals_claimed");
        RedisIndexQueue other = queues.Open("other", options => (options.IdleBeforeClaim, options.PollInterval) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(20)));
        List<QueuedSignal> taken = [];
        while (taken.Count < 10)
        {
            IReadOnlyList<QueuedSignal> batch = await other.DequeueAsync(4, Patience, Stop);
            Assert.NotEmpty(batch);
            await other.AcknowledgeAsync(batch, Stop);
            taken.AddRange(batch);
        }

        Assert.Equal(10, Products(taken).Distinct().Count());
        Assert.Equal(10, claims.GetMeasurementSnapshot().Sum(measured => measured.Value));
        Assert.Equal(new IndexQueueFacts(0, 0, null), await other.InspectAsync(Stop));
    }

    [Fact]
    public async Task A_worker_that_starts_again_under_its_name_goes_on_at_once_with_what_it_left()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue killed = queues.Open("same");
        await killed.EnqueueAsync(Signals(5), Stop);
        IReadOnlyList<QueuedSignal> left = await killed.DequeueAsync(3, Patience, Stop);
        await queues.KillAsync(killed);

        RedisIndexQueue again = queues.Open("same");
        IReadOnlyList<QueuedSignal> first = await again.DequeueAsync(5, Patience, Stop);
        IReadOnlyList<QueuedSignal> second = await again.DequeueAsync(5, Patience, Stop);

        Assert.Equal(Products(left), Products(first));
        Assert.Equal([4, 5], Products(second));
    }

    [Fact]
    public async Task A_worker_that_stops_hands_back_at_once_what_it_did_not_finish()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue stopping = queues.Open("stopping");
        RedisIndexQueue other = queues.Open("other");
        await stopping.EnqueueAsync(Signals(3), Stop);
        IReadOnlyList<QueuedSignal> taken = await stopping.DequeueAsync(3, Patience, Stop);
        await stopping.AcknowledgeAsync([taken[0]], Stop);
        Task<IReadOnlyList<QueuedSignal>> waiting = other.DequeueAsync(3, Patience, Stop);

        await stopping.DisposeAsync();

        List<QueuedSignal> handedBack = [.. await waiting];
        handedBack.AddRange(handedBack.Count == 2 ? [] : await other.DequeueAsync(3, Patience, Stop));
        Assert.Equal([2, 3], Products(handedBack).Order());
        await other.AcknowledgeAsync(handedBack, Stop);
        Assert.Equal(new IndexQueueFacts(0, 0, null), await other.InspectAsync(Stop));
    }

    [Fact]
    public async Task A_worker_that_stops_hands_back_nothing_that_another_took_over_and_finished()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue stopping = queues.Open("stopping");
        RedisIndexQueue other = queues.Open("other", options => (options.IdleBeforeClaim, options.PollInterval) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(10)));
        await stopping.EnqueueAsync(Signals(3), Stop);
        Assert.Equal(3, (await stopping.DequeueAsync(3, Patience, Stop)).Count);
        List<QueuedSignal> finished = [];
        while (finished.Count < 3)
        {
            IReadOnlyList<QueuedSignal> batch = await other.DequeueAsync(3, Patience, Stop);
            Assert.NotEmpty(batch);
            await other.AcknowledgeAsync(batch, Stop);
            finished.AddRange(batch);
        }

        await stopping.DisposeAsync();

        Assert.Equal(new IndexQueueFacts(0, 0, null), await other.InspectAsync(Stop));
    }

    [Fact]
    public async Task What_no_worker_ever_finishes_is_dropped_after_some_attempts()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        using MetricCollector<long> dropped = new(queues.Meters, "VisualSearch.Engine", "visual_search.index_signals_abandoned");
        RedisIndexQueue worker = queues.Open(set: options => (options.IdleBeforeClaim, options.PollInterval, options.MaxDeliveries) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(10), 3));
        await worker.EnqueueAsync(Signals(1), Stop);

        int deliveries = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                deliveries += (await worker.DequeueAsync(1, TimeSpan.Zero, Stop)).Count;
                return await worker.InspectAsync(Stop);
            },
            facts => facts == new IndexQueueFacts(0, 0, null));

        Assert.Equal(3, deliveries);
        Assert.Equal(1, dropped.GetMeasurementSnapshot().Sum(measured => measured.Value));
    }

    [Fact]
    public async Task The_facts_tell_what_waits_what_is_under_way_and_for_how_long()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue queue = queues.Open();
        await queue.EnqueueAsync(Signals(5), Stop);
        await queue.DequeueAsync(2, Patience, Stop);

        IndexQueueFacts facts = await queue.InspectAsync(Stop);

        Assert.Equal((3, 2), (facts.Waiting, facts.Taken));
        Assert.InRange(facts.OldestAge!.Value, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_queue_that_nobody_empties_keeps_the_newest_and_stays_bounded()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue queue = queues.Open(set: options => options.MaxLength = 200);
        await queue.EnqueueAsync(Signals(150), Stop);
        IReadOnlyList<QueuedSignal> early = await queue.DequeueAsync(50, Patience, Stop);

        await queue.EnqueueAsync(Signals(3000), Stop);

        IndexQueueFacts facts = await queue.InspectAsync(Stop);
        Assert.InRange(facts.Waiting + facts.Taken, 200, 400);
        await queue.AcknowledgeAsync(early, Stop);
        List<long> left = [];
        while (await queue.DequeueAsync(100, TimeSpan.Zero, Stop) is { Count: > 0 } batch)
        {
            left.AddRange(Products(batch));
            await queue.AcknowledgeAsync(batch, Stop);
        }

        Assert.Equal(3000, left[^1]);
        Assert.Equal(new IndexQueueFacts(0, 0, null), await queue.InspectAsync(Stop));
    }

    [Fact]
    public async Task Systems_of_different_prefixes_never_see_each_other()
    {
        RedisServer server = await RedisServer.SharedAsync();
        await using RedisQueues ours = new(server);
        await using RedisQueues theirs = new(server);
        await ours.Open().EnqueueAsync(Signals(1), Stop);

        Assert.Empty(await theirs.Open().DequeueAsync(1, TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task An_entry_that_is_no_wake_up_is_removed_and_harms_none()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue queue = queues.Open();
        await queues.Server.AskAsync("XADD", queues.Key, "*", "p", "no number", "v", "1");
        await queues.Server.AskAsync("XADD", queues.Key, "*", "somebody", "else");
        await queue.EnqueueAsync(Signals(1), Stop);

        QueuedSignal taken = Assert.Single(await queue.DequeueAsync(10, Patience, Stop));

        await queue.AcknowledgeAsync([taken], Stop);
        Assert.Equal(new IndexQueueFacts(0, 0, null), await queue.InspectAsync(Stop));
    }

    internal static IndexSignal[] Signals(int count) => [.. Enumerable.Range(1, count).Select(number => new IndexSignal(new ProductId(number), 1, null))];

    internal static IEnumerable<long> Products(IEnumerable<QueuedSignal> signals) => signals.Select(signal => signal.Signal.Product.Value);
}
