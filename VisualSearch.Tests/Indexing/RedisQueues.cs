using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.Redis;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Indexing;

/// <summary>The processes of one system as far as its queue goes: each queue has a connection of its own, and all share one prefix that nobody else has.</summary>
internal sealed class RedisQueues(RedisServer server, string more = "") : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<(RedisIndexQueue Queue, RedisConnection Connection)> _opened = [];

    public string Prefix { get; } = $"test-{Guid.NewGuid():N}";

    public string Key => Prefix + ":index-queue";

    public RedisServer Server => server;

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <param name="set">Changes the options; by default nothing is claimed, dropped or polled for within a test's time.</param>
    public RedisIndexQueue Open(string consumer = "one", Action<RedisOptions>? set = null)
    {
        RedisOptions options = new() { KeyPrefix = Prefix, IdleBeforeClaim = TimeSpan.FromHours(1), PollInterval = TimeSpan.FromHours(1) };
        set?.Invoke(options);
        RedisConnection connection = new(RedisConnection.Read(server.ConnectionString + more), TimeProvider.System, NullLogger<RedisConnection>.Instance);
        RedisIndexQueue queue = new(connection, new IndexWorker(Options.Create(new IndexingOptions { Worker = consumer })), new RedisQueueMetrics(Meters), TimeProvider.System, Options.Create(options), NullLogger<RedisIndexQueue>.Instance);
        _opened.Add((queue, connection));
        return queue;
    }

    /// <summary>The process ends as if killed: it hands nothing back.</summary>
    public async Task KillAsync(RedisIndexQueue queue)
    {
        RedisConnection connection = _opened.Single(one => one.Queue == queue).Connection;
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((RedisIndexQueue queue, RedisConnection connection) in _opened)
        {
            await queue.DisposeAsync();
            await connection.DisposeAsync();
        }

        await _services.DisposeAsync();
    }
}
