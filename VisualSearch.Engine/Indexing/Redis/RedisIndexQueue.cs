using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>
/// Wake-ups in a Redis stream, shared by all processes of the system. One that is taken and not acknowledged is handed out again: at once when its taker stops or starts again
/// under the same name, else after <see cref="RedisOptions.IdleBeforeClaim"/>. What Redis loses or drops, the sweeper finds.
/// No command blocks, because all share one connection: an idle taker waits for a message, and looks from time to time in case it was lost.
/// </summary>
internal sealed partial class RedisIndexQueue : IIndexQueue, IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisIndexQueue> _logger;
    private readonly SignalStream _stream;
    private readonly WakeChannel _wakes;
    private readonly AbandonedSignals _abandoned;
    private readonly SemaphoreSlim _entering = new(1);
    private readonly TimeSpan _claimInterval;
    private volatile bool _entered;
    private long _lastClaim;

    public RedisIndexQueue(RedisConnection connection, IndexWorker worker, RedisQueueMetrics metrics, TimeProvider time, IOptions<RedisOptions> options, ILogger<RedisIndexQueue> logger)
    {
        _connection = connection;
        _options = options.Value;
        _time = time;
        _logger = logger;
        string key = $"{_options.KeyPrefix}:index-queue";
        _stream = new SignalStream(key, worker.Name);
        _wakes = new WakeChannel(connection, $"{key}:wake");
        _abandoned = new AbandonedSignals(_stream, _options, metrics, logger);
        _claimInterval = _options.IdleBeforeClaim / 2;
    }

    public async ValueTask<int> EnqueueAsync(IReadOnlyList<IndexSignal> signals, CancellationToken cancellationToken)
    {
        if (signals.Count > 0)
        {
            await _connection.RunAsync(redis => AddAsync(redis, signals), cancellationToken);
        }

        return signals.Count;
    }

    public async Task<IReadOnlyList<QueuedSignal>> DequeueAsync(int limit, TimeSpan patience, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        while (true)
        {
            Task woken = _wakes.Next;
            IReadOnlyList<QueuedSignal> taken = await _connection.RunAsync(redis => TakeAsync(redis, limit), cancellationToken);
            TimeSpan left = patience - _time.GetElapsedTime(started);
            if (taken.Count > 0 || left <= TimeSpan.Zero)
            {
                return taken;
            }

            if (await _wakes.BeginAsync(cancellationToken))
            {
                continue;
            }

            TimeSpan wait = left < _options.PollInterval ? left : _options.PollInterval;
            await woken.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async Task AcknowledgeAsync(IReadOnlyList<QueuedSignal> signals, CancellationToken cancellationToken)
    {
        if (signals.Count == 0)
        {
            return;
        }

        await _connection.RunAsync(
            async redis =>
            {
                await _stream.RemoveAsync(redis, [.. signals.Select(signal => (RedisValue)signal.Receipt)]);
                return true;
            },
            cancellationToken);
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) => (await InspectAsync(cancellationToken)).Waiting;

    public Task<IndexQueueFacts> InspectAsync(CancellationToken cancellationToken) => _connection.RunAsync(
        async redis =>
        {
            Task<long> length = redis.StreamLengthAsync(_stream.Key);
            Task<long> taken = _stream.TakenAsync(redis);
            Task<StreamEntry[]> first = redis.StreamRangeAsync(_stream.Key, count: 1);
            await Task.WhenAll(length, taken, first);
            // Trimming may have taken entries away that are still counted as taken.
            long underWay = Math.Min(await taken, await length);
            return new IndexQueueFacts(await length - underWay, underWay, (await first) is [StreamEntry oldest] ? AgeOf(oldest) : null);
        },
        cancellationToken);

    /// <summary>Hands back what was taken and not acknowledged, for others to take at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_entered)
        {
            await HandBackAsync();
        }

        _entering.Dispose();
    }

    /// <summary>What Redis says that this process still has: others may have taken over and finished some of what it took.</summary>
    private async Task HandBackAsync()
    {
        try
        {
            int handedBack = await _connection.RunAsync(
                async redis =>
                {
                    IReadOnlyList<StreamEntry> own = await _stream.WithGroupAsync(redis, () => _abandoned.OwnAsync(redis));
                    if (own.Count > 0)
                    {
                        await AddAsync(redis, [.. own.Select(SignalEntry.Read).OfType<QueuedSignal>().Select(one => one.Signal)]);
                        await _stream.RemoveAsync(redis, [.. own.Select(entry => entry.Id)]);
                    }

                    return own.Count;
                },
                CancellationToken.None);
            if (handedBack > 0)
            {
                LogHandedBack(handedBack);
            }
        }
        catch (IndexQueueUnavailableException)
        {
            // They are claimed by others after a while.
        }
    }

    private async Task<bool> AddAsync(IDatabase redis, IReadOnlyList<IndexSignal> signals)
    {
        Task added = Task.WhenAll(signals.Select(signal => _stream.AddAsync(redis, signal, _options.MaxLength)));
        _wakes.Send(redis);
        await added;
        return true;
    }

    private async Task<IReadOnlyList<QueuedSignal>> TakeAsync(IDatabase redis, int limit)
    {
        if (!_entered)
        {
            await EnterAsync(redis);
        }

        if (_time.GetElapsedTime(Interlocked.Read(ref _lastClaim)) >= _claimInterval)
        {
            Interlocked.Exchange(ref _lastClaim, _time.GetTimestamp());
            (StreamEntry[] claimed, bool more) = await _stream.WithGroupAsync(redis, () => _abandoned.ClaimAsync(redis, limit));
            if (more)
            {
                ClaimSoon();
            }

            if (claimed.Length > 0)
            {
                return await ReadAsync(redis, claimed);
            }
        }

        return await ReadAsync(redis, await _stream.WithGroupAsync(redis, () => redis.StreamReadGroupAsync(_stream.Key, SignalStream.Group, _stream.Consumer, StreamPosition.NewMessages, limit)));
    }

    /// <summary>Once, and before this process takes anything: later, what its predecessor of the same name left could not be told from its own.</summary>
    private async Task EnterAsync(IDatabase redis)
    {
        await _entering.WaitAsync();
        try
        {
            if (!_entered)
            {
                await _stream.WithGroupAsync(redis, () => _abandoned.GiveUpOwnAsync(redis));
                await _stream.ForgetConsumersAsync(redis);
                ClaimSoon();
                _entered = true;
            }
        }
        finally
        {
            _entering.Release();
        }
    }

    private async Task<IReadOnlyList<QueuedSignal>> ReadAsync(IDatabase redis, StreamEntry[] entries)
    {
        List<QueuedSignal> signals = new(entries.Length);
        List<RedisValue> strange = [];
        foreach (StreamEntry entry in entries)
        {
            if (SignalEntry.Read(entry) is QueuedSignal signal)
            {
                signals.Add(signal);
            }
            else
            {
                strange.Add(entry.Id);
            }
        }

        if (strange.Count > 0)
        {
            LogStrange(strange.Count);
            await _stream.RemoveAsync(redis, [.. strange]);
        }

        return signals;
    }

    private void ClaimSoon() => Interlocked.Exchange(ref _lastClaim, _time.GetTimestamp() - (long)(_claimInterval.TotalSeconds * _time.TimestampFrequency) - 1);

    /// <summary>An entry's id begins with the server's time at which it came, in milliseconds; clocks of two machines may differ a little.</summary>
    private TimeSpan? AgeOf(StreamEntry entry)
    {
        if (!long.TryParse(entry.Id.ToString().Split('-')[0], out long milliseconds))
        {
            return null;
        }

        TimeSpan age = _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    [LoggerMessage(1, LogLevel.Information, "Handed back {Signals} wake-ups that were taken and not finished")]
    private partial void LogHandedBack(int signals);

    [LoggerMessage(2, LogLevel.Warning, "Removed {Entries} entries from the queue that are no wake-ups")]
    private partial void LogStrange(int entries);
}
