using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>
/// Says to idle takers that something came, so that they need not look all the time. A message may be lost, or not allowed: takers look from time to time anyway. Thread-safe.
/// </summary>
internal sealed class WakeChannel(RedisConnection connection, string name)
{
    private readonly RedisChannel _channel = RedisChannel.Literal(name);
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _listening;

    /// <summary>Completes with the next message. To be taken before the look that finds nothing: what comes between the two is told as well.</summary>
    public Task Next => _next.Task;

    /// <summary>Sends a message behind the commands that were sent before, without waiting for it.</summary>
    public void Send(IDatabase redis) => _ = redis.PublishAsync(_channel, RedisValue.EmptyString, CommandFlags.FireAndForget);

    /// <summary>Begins to listen; later calls do nothing, unless Redis did not let the earlier ones.</summary>
    /// <returns>True when this call began: what came just before was not heard, so another look is due.</returns>
    public async ValueTask<bool> BeginAsync(CancellationToken cancellationToken)
    {
        // Whoever comes while another begins need not wait: its look from time to time suffices.
        if (Interlocked.CompareExchange(ref _listening, 1, 0) != 0)
        {
            return false;
        }

        bool heard = false;
        try
        {
            heard = await connection.TryListenAsync(_channel, Wake, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _listening, heard ? 1 : 0);
        }

        return heard;
    }

    private void Wake() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
