using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>What a connection string that says nothing else means here: the queue is an aid that may be away, so nothing waits long for it.</summary>
internal sealed class RedisDefaults : DefaultOptionsProvider
{
    public override bool AbortOnConnectFail => false;

    /// <summary>A command finds a connection or fails: waiting for one would hold up the change that it tells of.</summary>
    public override BacklogPolicy BacklogPolicy => BacklogPolicy.FailFast;

    /// <summary>Of every command; a server on the same network answers in a thousandth of it.</summary>
    public override TimeSpan SyncTimeout => TimeSpan.FromSeconds(2);

    public override TimeSpan? ConnectTimeout => TimeSpan.FromSeconds(2);

    /// <summary>From a quarter of a second up to five seconds between attempts, for ever.</summary>
    public override IReconnectRetryPolicy ReconnectRetryPolicy { get; } = new ExponentialRetry(250, 5000);
}
