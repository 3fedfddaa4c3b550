using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Indexing;

public sealed class RedisIndexQueueContractTests : IndexQueueContract, IAsyncDisposable
{
    private RedisQueues? _queues;

    protected override async Task<IIndexQueue> CreateAsync()
    {
        _queues = new RedisQueues(await RedisServer.SharedAsync());
        return _queues.Open();
    }

    public ValueTask DisposeAsync() => _queues?.DisposeAsync() ?? ValueTask.CompletedTask;
}
