using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>The stream and its one consumer group. An acknowledged entry is deleted, so the stream holds what waits and what is being worked on.</summary>
/// <param name="Key">One key, so that it lies in one slot of a cluster.</param>
internal sealed record SignalStream(RedisKey Key, RedisValue Consumer)
{
    public static readonly RedisValue Group = "indexers";

    private static readonly TimeSpan LongAway = TimeSpan.FromDays(1);

    /// <summary>Adds an entry, and drops the oldest beyond <paramref name="maxLength"/>, give or take a node of the stream.</summary>
    public Task AddAsync(IDatabase redis, IndexSignal signal, int maxLength) =>
        redis.StreamAddAsync(Key, SignalEntry.Write(signal), messageId: null, maxLength: (long)maxLength, useApproximateMaxLength: true);

    /// <summary>Acknowledges and deletes. Deleting comes first: an id without its entry is cleared away by claiming, an entry that nobody has is not.</summary>
    public Task RemoveAsync(IDatabase redis, RedisValue[] ids) =>
        Task.WhenAll(redis.StreamDeleteAsync(Key, ids), redis.StreamAcknowledgeAsync(Key, Group, ids));

    /// <summary>Runs a command of the group, which is made when it is missing: at the first start, and after Redis lost its memory.</summary>
    public async Task<T> WithGroupAsync<T>(IDatabase redis, Func<Task<T>> command)
    {
        try
        {
            return await command();
        }
        catch (RedisServerException fault) when (IsMissingGroup(fault))
        {
            await MakeGroupAsync(redis);
            return await command();
        }
    }

    /// <summary>How many entries are taken and not acknowledged.</summary>
    public async Task<long> TakenAsync(IDatabase redis)
    {
        try
        {
            return (await redis.StreamPendingAsync(Key, Group)).PendingMessageCount;
        }
        catch (RedisServerException fault) when (IsMissingGroup(fault))
        {
            return 0;
        }
    }

    /// <summary>Removes consumers that have nothing and have not been seen for a day: processes that made up a name and are gone.</summary>
    public async Task ForgetConsumersAsync(IDatabase redis)
    {
        foreach (StreamConsumerInfo consumer in await redis.StreamConsumerInfoAsync(Key, Group))
        {
            if (consumer.PendingMessageCount == 0 && consumer.Name != Consumer && consumer.IdleTimeInMilliseconds > LongAway.TotalMilliseconds)
            {
                await redis.StreamDeleteConsumerAsync(Key, Group, consumer.Name);
            }
        }
    }

    private async Task MakeGroupAsync(IDatabase redis)
    {
        try
        {
            // From the beginning: what was put in while there was no group waits too.
            await redis.StreamCreateConsumerGroupAsync(Key, Group, StreamPosition.Beginning, createStream: true);
        }
        catch (RedisServerException fault) when (fault.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another process was faster.
        }
    }

    private static bool IsMissingGroup(RedisServerException fault) => fault.Message.StartsWith("NOGROUP", StringComparison.Ordinal);
}
