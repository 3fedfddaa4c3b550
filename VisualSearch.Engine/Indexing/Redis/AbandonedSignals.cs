using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>
/// Takes over what other takers left, and drops what none could finish. XPENDING and XCLAIM rather than XAUTOCLAIM, which does not tell how often an entry was handed out;
/// of two that claim the same entry one gets it, because claiming ends its idleness.
/// </summary>
internal sealed partial class AbandonedSignals(SignalStream stream, RedisOptions options, RedisQueueMetrics metrics, ILogger logger)
{
    private readonly long _idle = (long)options.IdleBeforeClaim.TotalMilliseconds;

    /// <summary>Entries idle for long enough, at most <paramref name="limit"/>.</summary>
    /// <returns>Those that are to be worked on, and whether there may be more.</returns>
    public async Task<(StreamEntry[] Claimed, bool More)> ClaimAsync(IDatabase redis, int limit)
    {
        StreamPendingMessageInfo[] idle = await redis.StreamPendingMessagesAsync(stream.Key, SignalStream.Group, limit, RedisValue.Null, minIdleTimeInMs: _idle);
        if (idle.Length == 0)
        {
            return ([], false);
        }

        StreamEntry[] entries = await redis.StreamClaimAsync(stream.Key, SignalStream.Group, stream.Consumer, _idle, [.. idle.Select(one => one.MessageId)]);
        // Entries that trimming took away come back as nothing; Redis 6.2 keeps their ids pending until they are dropped here.
        HashSet<RedisValue> dead = [.. idle.Where(one => one.DeliveryCount >= options.MaxDeliveries).Select(one => one.MessageId)];
        if (dead.Count > 0)
        {
            await stream.RemoveAsync(redis, [.. dead]);
            metrics.Abandoned(dead.Count);
            foreach (QueuedSignal? signal in entries.Where(entry => dead.Contains(entry.Id)).Select(SignalEntry.Read))
            {
                LogAbandoned(signal?.Signal.Product, options.MaxDeliveries);
            }
        }

        StreamEntry[] living = [.. entries.Where(entry => !entry.IsNull && !dead.Contains(entry.Id))];
        metrics.Claimed(living.Length);
        return (living, idle.Length == limit);
    }

    /// <summary>Makes what this consumer's last process left idle long enough for anybody to take, the deliveries as counted.</summary>
    /// <returns>How many.</returns>
    public async Task<int> GiveUpOwnAsync(IDatabase redis)
    {
        StreamPendingMessageInfo[] left = await redis.StreamPendingMessagesAsync(stream.Key, SignalStream.Group, options.MaxLength, stream.Consumer);
        foreach (StreamPendingMessageInfo[] part in left.Chunk(1000))
        {
            object[] arguments = [stream.Key, SignalStream.Group, stream.Consumer, 0, .. part.Select(one => (object)one.MessageId), "IDLE", _idle, "JUSTID"];
            await redis.ExecuteAsync("XCLAIM", arguments);
        }

        return left.Length;
    }

    /// <summary>What this consumer has taken and not acknowledged.</summary>
    public async Task<IReadOnlyList<StreamEntry>> OwnAsync(IDatabase redis)
    {
        List<StreamEntry> own = [];
        StreamPendingMessageInfo[] taken = await redis.StreamPendingMessagesAsync(stream.Key, SignalStream.Group, options.MaxLength, stream.Consumer);
        foreach (StreamPendingMessageInfo[] part in taken.Chunk(1000))
        {
            // Claimed from itself, which is the way to read entries by their ids; nobody else has one of them by then.
            StreamEntry[] entries = await redis.StreamClaimAsync(stream.Key, SignalStream.Group, stream.Consumer, 0, [.. part.Select(one => one.MessageId)]);
            own.AddRange(entries.Where(entry => !entry.IsNull));
        }

        return own;
    }

    [LoggerMessage(1, LogLevel.Warning, "A wake-up for product {Product} was dropped: it was handed out {Deliveries} times and never acknowledged. The sweeper finds the product again")]
    private partial void LogAbandoned(ProductId? product, int deliveries);
}
