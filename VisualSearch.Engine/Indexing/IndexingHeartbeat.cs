namespace VisualSearch.Engine.Indexing;

/// <summary>Whether the indexing loop lives; what health checks read.</summary>
public sealed class IndexingHeartbeat(TimeProvider time)
{
    private long _lastTurn = time.GetUtcNow().UtcTicks;
    private volatile string? _trouble;

    /// <summary>When the loop last went round.</summary>
    public DateTimeOffset LastTurn => new(Interlocked.Read(ref _lastTurn), TimeSpan.Zero);

    /// <summary>Why the loop cannot work at the moment; null when it can.</summary>
    public string? Trouble => _trouble;

    internal void Beat() => Interlocked.Exchange(ref _lastTurn, time.GetUtcNow().UtcTicks);

    internal void Report(string? reason) => _trouble = reason;
}
