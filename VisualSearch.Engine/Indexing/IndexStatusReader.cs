using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>The figures that every answer carries. Counting is not free, so it is done at most a few times a second, by one answer for those beside it.</summary>
/// <param name="store">Null in a process that only writes.</param>
public sealed class IndexStatusReader(LivingIndexes living, IndexOutbox outbox, TimeProvider time, IVectorStore? store = null) : IDisposable
{
    /// <summary>How old a figure may be.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(250);

    /// <summary>How old a figure may be while a newer one is being counted.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _counting = new(1);
    private volatile Counted? _last;
    private long _changes;

    /// <summary>A change was committed: a figure counted before it must not say that nothing is pending.</summary>
    public void NoteChange() => Interlocked.Increment(ref _changes);

    /// <exception cref="IndexNotReadyException">The index is not open yet.</exception>
    public async ValueTask<IndexStatus> ReadAsync(CancellationToken cancellationToken)
    {
        OpenIndex index = living.Active;
        Counted? counted = _last;
        if (counted is null || counted.Generation != index.Generation.Id || time.GetElapsedTime(counted.At) >= Freshness)
        {
            counted = await CountAsync(index, counted, cancellationToken);
        }

        long pending = Interlocked.Read(ref _changes) == counted.Changes ? counted.Lag.Pending : Math.Max(counted.Lag.Pending, 1);
        TimeSpan lag = counted.Lag.Oldest is DateTimeOffset oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        // In this process's memory they are counted at no cost; elsewhere a search would wait for another's answer.
        long vectors = store is { OutlivesProcess: true } ? counted.Vectors : await index.Vectors.CountAsync(cancellationToken);
        return new IndexStatus(vectors, pending, counted.Lag.Oldest, lag > TimeSpan.Zero ? lag : TimeSpan.Zero);
    }

    public void Dispose() => _counting.Dispose();

    private async Task<Counted> CountAsync(OpenIndex index, Counted? old, CancellationToken cancellationToken)
    {
        // One counts, the others answer with the figure before it, unless there is none or it dates from before a quiet hour.
        bool wait = old is null || old.Generation != index.Generation.Id || time.GetElapsedTime(old.At) >= Bearable;
        if (!await _counting.WaitAsync(wait ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken))
        {
            return old!;
        }

        try
        {
            if (_last is Counted fresh && fresh.Generation == index.Generation.Id && time.GetElapsedTime(fresh.At) < Freshness)
            {
                return fresh;
            }

            long seen = Interlocked.Read(ref _changes);
            IndexLag lag = await outbox.LagAsync(index.Generation.Id, cancellationToken);
            // After what is pending: when nothing is, all vectors are there.
            long vectors = await index.Vectors.CountAsync(cancellationToken);
            return _last = new Counted(index.Generation.Id, lag, vectors, time.GetTimestamp(), seen);
        }
        finally
        {
            _counting.Release();
        }
    }

    private sealed record Counted(long Generation, IndexLag Lag, long Vectors, long At, long Changes);
}
