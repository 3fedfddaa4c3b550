namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// A figure that costs the database something. It is counted by one for all who ask, and the longer it takes the seldomer: counting has a twentieth of the time at most.
/// Who asks meanwhile is told the one before. Thread-safe.
/// </summary>
internal sealed class FreshFigure<T>(Func<CancellationToken, Task<T>> count, TimeProvider time) : IDisposable
    where T : class
{
    /// <summary>How old a figure becomes before it is counted again, however little that costs.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>How long a newer figure is waited for when there is an older one to tell.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long it is not counted again after it failed, however long that took.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private const int Rest = 20;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private volatile Counted? _last;
    private Task<T>? _counting;
    private (long At, TimeSpan For)? _pause;

    /// <exception cref="CatalogueUnavailableException">It could not be counted.</exception>
    public async Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        Counted? last = _last;
        if (last is not null && time.GetElapsedTime(last.At) < last.Fresh)
        {
            return last.Figure;
        }

        Task<T> counting = BeginOrJoin();
        if (last is null)
        {
            return await counting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await counting.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return last.Figure;
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private Task<T> BeginOrJoin()
    {
        lock (_gate)
        {
            bool pauses = _pause is { } pause && time.GetElapsedTime(pause.At) < pause.For;
            if (_counting is null || (_counting.IsCompleted && !pauses))
            {
                CancellationToken closing = _closing.Token;
                // Not the caller's: a client that goes away must not undo what the next one waits for.
                _counting = Task.Run(() => CountAsync(closing), closing);
                _ = _counting.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return _counting;
        }
    }

    private async Task<T> CountAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        T figure;
        try
        {
            figure = await count(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            TimeSpan rest = time.GetElapsedTime(started) * Rest;
            lock (_gate)
            {
                _pause = (time.GetTimestamp(), rest < LongestPause ? rest : LongestPause);
            }

            throw;
        }

        TimeSpan fresh = time.GetElapsedTime(started) * Rest;
        _last = new Counted(figure, time.GetTimestamp(), fresh < Freshness ? Freshness : fresh);
        return figure;
    }

    private sealed record Counted(T Figure, long At, TimeSpan Fresh);
}
