using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.Redis;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Indexing;

/// <summary>A Redis that is emptied, stopped, silent or unwilling: calls end, and all goes on by itself when it is back. Each test has a server of its own.</summary>
public sealed class RedisAwayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "The message timed out in the backlog attempting to send because no connection became available (2000ms) - Last Connection Exception: SocketFailure (ConnectionRefused, last-recv: 0) on 127.0.0.1:1/Interactive, "
        + "Idle/NotStarted, last: NONE, origin: BeginReading, outstanding: 0, command=XLEN, timeout: 2000, inst: 0, mc: 1/1/0, v: 2.8.0",
        "The message timed out in the backlog attempting to send because no connection became available (2000ms) - Last Connection Exception: SocketFailure (ConnectionRefused, last-recv: 0) on 127.0.0.1:1/Interactive")]
    [InlineData("Timeout awaiting response (outbound=0KiB, inbound=0KiB, 2000ms elapsed, timeout is 2000ms), command=PING, next: XLEN, inst: 0", "Timeout awaiting response (outbound=0KiB, inbound=0KiB, 2000ms elapsed, timeout is 2000ms)")]
    [InlineData(
        "It was not possible to connect to the redis server(s). Error connecting right now. To allow this multiplexer to continue retrying until it's able to connect, use abortConnect=false in your connection string or AbortOnConnectFail=false; in your code.",
        "It was not possible to connect to the redis server(s). Error connecting right now")]
    [InlineData("NOAUTH Authentication required.", "NOAUTH Authentication required")]
    public void What_the_driver_says_to_its_own_makers_is_left_out(string said, string kept) => Assert.Equal(kept, RedisConnection.Reason(new TimeoutException(said)));

    [Fact]
    public async Task An_emptied_redis_is_used_on_as_if_new()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisQueues queues = new(server);
        RedisIndexQueue queue = queues.Open();
        await queue.EnqueueAsync(RedisIndexQueueTests.Signals(10), Stop);
        IReadOnlyList<QueuedSignal> under = await queue.DequeueAsync(3, Patience, Stop);

        await server.AskAsync("FLUSHALL");

        await queue.AcknowledgeAsync(under, Stop);
        Assert.Equal(0, await queue.CountAsync(Stop));
        Assert.Empty(await queue.DequeueAsync(3, TimeSpan.Zero, Stop));
        await server.AskAsync("FLUSHALL");
        await queue.EnqueueAsync(RedisIndexQueueTests.Signals(2), Stop);
        Assert.Equal([1, 2], RedisIndexQueueTests.Products(await queue.DequeueAsync(3, Patience, Stop)));
    }

    [Fact]
    public async Task A_stopped_redis_is_said_to_be_away_and_used_again_when_it_is_back()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisQueues queues = new(server);
        RedisIndexQueue queue = queues.Open(set: options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        await queue.EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop);
        Task<IReadOnlyList<QueuedSignal>> waiting = WaitingAsync(queue);

        await server.StopAsync();

        await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => waiting.WaitAsync(Patience, Stop));
        await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => queue.EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop).AsTask());
        await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => queue.CountAsync(Stop).AsTask());

        await server.StartAgainAsync();

        Assert.Equal(1, await EventuallyEnqueuedAsync(queue));
        Assert.Single(await queue.DequeueAsync(10, Patience, Stop));
    }

    [Fact]
    public async Task A_redis_that_is_away_from_the_start_is_found_when_it_comes()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.StopAsync();
        await using RedisQueues queues = new(server);
        RedisIndexQueue queue = queues.Open();

        await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => queue.DequeueAsync(1, TimeSpan.Zero, Stop));
        await server.StartAgainAsync();

        Assert.Equal(1, await EventuallyEnqueuedAsync(queue));
    }

    [Fact]
    public async Task A_redis_that_hangs_costs_a_bounded_time_and_is_used_again_when_it_answers()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisQueues queues = new(server, ",syncTimeout=200,connectTimeout=500");
        RedisIndexQueue queue = queues.Open();
        await EventuallyEnqueuedAsync(queue);

        await server.FreezeAsync();
        try
        {
            Task<IReadOnlyList<QueuedSignal>> taking = queue.DequeueAsync(1, TimeSpan.Zero, Stop);
            await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => taking.WaitAsync(Patience, Stop));
            for (int change = 0; change < 50; change++)
            {
                await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => queue.EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop).AsTask().WaitAsync(Patience, Stop));
            }
        }
        finally
        {
            await server.ThawAsync();
        }

        Assert.Equal(1, await EventuallyEnqueuedAsync(queue));
    }

    [Fact]
    public async Task Without_the_right_to_channels_the_queue_works_by_looking()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "shop", "on", ">secret", "~*", "resetchannels", "+@all");
        await using RedisQueues queues = new(server, ",user=shop,password=secret");
        RedisIndexQueue worker = queues.Open(set: options => options.PollInterval = TimeSpan.FromMilliseconds(50));
        Task<IReadOnlyList<QueuedSignal>> taking = worker.DequeueAsync(1, Patience, Stop);

        await queues.Open("api").EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop);

        Assert.Single(await taking);
    }

    [Fact]
    public async Task A_redis_that_refuses_a_command_counts_as_away()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisQueues queues = new(server);
        await server.AskAsync("SET", queues.Key, "not a stream");

        IndexQueueUnavailableException refusal = await Assert.ThrowsAsync<IndexQueueUnavailableException>(() => queues.Open().EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop).AsTask());

        Assert.Contains("WRONGTYPE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_stops_while_redis_is_away_stops_all_the_same()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisQueues queues = new(server);
        RedisIndexQueue queue = queues.Open();
        await queue.EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop);
        Assert.Single(await queue.DequeueAsync(1, Patience, Stop));
        await server.StopAsync();

        await queue.DisposeAsync().AsTask().WaitAsync(Patience, Stop);
    }

    private static async Task<IReadOnlyList<QueuedSignal>> WaitingAsync(RedisIndexQueue queue)
    {
        while (true)
        {
            await queue.DequeueAsync(10, TimeSpan.FromMilliseconds(100), Stop);
        }
    }

    /// <summary>How many wake-ups the queue took, once it took one.</summary>
    private static Task<int> EventuallyEnqueuedAsync(RedisIndexQueue queue) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                return await queue.EnqueueAsync(RedisIndexQueueTests.Signals(1), Stop);
            }
            catch (IndexQueueUnavailableException)
            {
                return 0;
            }
        },
        taken => taken > 0);
}
