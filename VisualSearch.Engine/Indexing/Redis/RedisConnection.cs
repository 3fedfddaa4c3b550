using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>
/// The process's connection to Redis, made at the first command and again whenever it breaks. A command ends within the time-out of the connection string, two seconds unless
/// it says otherwise, and at once while the server is known to be away. Thread-safe.
/// </summary>
internal sealed partial class RedisConnection(ConfigurationOptions configuration, TimeProvider time, ILogger<RedisConnection> logger) : IAsyncDisposable
{
    private readonly AwayPause _pause = new(time);
    private readonly SemaphoreSlim _connecting = new(1);
    private volatile ConnectionMultiplexer? _connection;

    /// <param name="connectionString">As StackExchange.Redis reads it: <c>host:6379,password=…,ssl=true</c>, several hosts for a cluster or its replicas.</param>
    /// <exception cref="EngineModeException">It cannot be read.</exception>
    public static ConfigurationOptions Read(string connectionString)
    {
        try
        {
            ConfigurationOptions read = ConfigurationOptions.Parse(connectionString);
            read.Defaults = new RedisDefaults();
            return read.EndPoints.Count > 0 ? read : throw new ArgumentException("It names no host.");
        }
        catch (ArgumentException fault)
        {
            throw new EngineModeException($"ConnectionStrings:redis cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Runs a command. It is not left alone when its caller is: what it takes from the queue would have no taker then, and it ends soon by itself.</summary>
    /// <exception cref="IndexQueueUnavailableException">Redis does not answer, or refuses the command.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_pause.MayTry())
        {
            throw new IndexQueueUnavailableException("Redis does not answer and is asked again in some seconds.");
        }

        try
        {
            T result = await command((await ConnectAsync(cancellationToken)).GetDatabase());
            NoteAnswer();
            return result;
        }
        catch (RedisServerException refusal)
        {
            NoteAnswer();
            throw new IndexQueueUnavailableException($"Redis refused a command: {refusal.Message}", refusal);
        }
        catch (Exception failure) when (failure is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            if (_pause.Begin())
            {
                LogAway(Reason(failure));
            }

            throw new IndexQueueUnavailableException("Redis does not answer.", failure);
        }
    }

    /// <summary>Calls <paramref name="received"/> for every message on the channel from now on, over broken connections too.</summary>
    /// <returns>False when Redis does not let us listen now.</returns>
    public async Task<bool> TryListenAsync(RedisChannel channel, Action received, CancellationToken cancellationToken)
    {
        try
        {
            await (await ConnectAsync(cancellationToken)).GetSubscriber().SubscribeAsync(channel, (_, _) => received());
            return true;
        }
        catch (Exception failure) when (failure is RedisException or RedisCommandException or TimeoutException)
        {
            LogDeaf(failure);
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connecting.Dispose();
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    private async ValueTask<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } connected)
        {
            return connected;
        }

        await _connecting.WaitAsync(cancellationToken);
        try
        {
            // Not given up with the caller that happens to come first: all others wait for the same.
            return _connection ??= await ConnectionMultiplexer.ConnectAsync(configuration);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>What happened, without the state of threads and sockets that the driver adds for its own makers, nor its advice to programmers.</summary>
    internal static string Reason(Exception failure) => DriversOwn().Split(failure.Message, 2)[0].TrimEnd(' ', '.');

    private void NoteAnswer()
    {
        if (_pause.End())
        {
            LogBack();
        }
    }

    /// <summary>A list of names and values, <c>, last: XLEN, outstanding: 0</c>, unless in parentheses.</summary>
    [GeneratedRegex(@", [\w-]+[:=/](?![^(]*\))| To allow this multiplexer")]
    private static partial Regex DriversOwn();

    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer; changes are indexed when the sweeper finds them: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis answers again")]
    private partial void LogBack();

    [LoggerMessage(3, LogLevel.Debug, "Redis does not let us listen for wake-ups; the queue is looked at from time to time instead")]
    private partial void LogDeaf(Exception failure);
}
