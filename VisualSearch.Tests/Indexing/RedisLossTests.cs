using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.Redis;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Indexing;

/// <summary>What Redis drops or forgets costs a sweep: the catalogue knows what is to be done.</summary>
public sealed class RedisLossTests
{
    /// <summary>Redis trims by whole nodes, of a hundred entries each.</summary>
    private const int Many = 500;

    [Fact]
    public async Task Products_whose_wake_ups_were_trimmed_away_are_indexed_all_the_same()
    {
        await using RedisQueues queues = new(await RedisServer.SharedAsync());
        RedisIndexQueue queue = queues.Open(set: options => options.MaxLength = 100);
        using TemporaryFolder folder = new();
        await AddProductsAsync(folder, queue, Many);
        Assert.InRange(await queue.CountAsync(TestContext.Current.CancellationToken), 100, Many / 2);

        await using EngineUnderTest engine = await StartAsync(folder, queue, indexing: true);

        Assert.Equal(0, (await engine.CaughtUpAsync()).Pending);
        await EmptyAsync(queue);
    }

    [Fact]
    public async Task Products_whose_wake_ups_redis_forgot_are_indexed_all_the_same()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisQueues queues = new(server);
        RedisIndexQueue queue = queues.Open();
        using TemporaryFolder folder = new();
        await AddProductsAsync(folder, queue, 20);
        await server.AskAsync("FLUSHALL");

        await using EngineUnderTest engine = await StartAsync(folder, queue, indexing: true);

        Assert.Equal(0, (await engine.CaughtUpAsync()).Pending);
        await EmptyAsync(queue);
    }

    private static async Task AddProductsAsync(TemporaryFolder folder, RedisIndexQueue queue, int products)
    {
        await using EngineUnderTest engine = await StartAsync(folder, queue, indexing: false);
        for (int number = 1; number <= products; number++)
        {
            await engine.AddAsync(new ProductDetails { Title = $"Product {number}" }, references: []);
        }
    }

    private static Task<EngineUnderTest> StartAsync(TemporaryFolder folder, RedisIndexQueue queue, bool indexing) =>
        EngineUnderTest.StartAsync(folder.Path, indexing, services => services.AddSingleton<IIndexQueue>(queue));

    /// <summary>Nothing is left behind: neither in the stream nor among what is being worked on.</summary>
    private static Task<IndexQueueFacts> EmptyAsync(RedisIndexQueue queue) =>
        Eventually.HoldsAsync(() => queue.InspectAsync(TestContext.Current.CancellationToken), facts => facts is { Waiting: 0, Taken: 0 });
}
