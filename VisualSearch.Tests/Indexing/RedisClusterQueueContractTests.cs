using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Indexing;

/// <summary>A cluster, be it of one server: every command must say by its key where it goes.</summary>
public sealed class RedisClusterQueueContractTests(RedisClusterQueueContractTests.Cluster cluster) : IndexQueueContract, IClassFixture<RedisClusterQueueContractTests.Cluster>, IAsyncDisposable
{
    private RedisQueues? _queues;

    protected override async Task<IIndexQueue> CreateAsync()
    {
        _queues = new RedisQueues(await cluster.ServerAsync());
        return _queues.Open();
    }

    public ValueTask DisposeAsync() => _queues?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Started by the first test, so that a machine without Redis skips the tests.</summary>
    public sealed class Cluster : IAsyncDisposable
    {
        private readonly Lazy<Task<RedisServer>> _server = new(async () =>
        {
            RedisServer server = await RedisServer.StartAsync("--cluster-enabled", "yes");
            await server.AskAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
            await Eventually.HoldsAsync(async () => (await server.AskAsync("CLUSTER", "INFO")).ToString(), info => info.Contains("cluster_state:ok", StringComparison.Ordinal));
            return server;
        });

        internal Task<RedisServer> ServerAsync() => _server.Value;

        public async ValueTask DisposeAsync()
        {
            if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await _server.Value).DisposeAsync();
            }
        }
    }
}
