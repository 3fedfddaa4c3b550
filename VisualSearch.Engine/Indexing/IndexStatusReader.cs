using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// The figures that every answer carries. Counting them is a question to the catalogue and one to the index, so it is done beside the answers, by one for all: an answer waits
/// for it only when there is no figure that is young enough to be told.
/// </summary>
/// <param name="store">Null in a process that only writes.</param>
public sealed class IndexStatusReader(LivingIndexes living, IndexOutbox outbox, TimeProvider time, IVectorStore? store = null) : IDisposable
{
    /// <summary>How old a figure becomes before a newer one is counted.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(250);

    /// <summary>How old a figure may be that is told: one of before a quiet hour is not.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(2);

    /// <summary>Counting has a twentieth of the time at most: with much to be done it takes long, and the database has other work then.</summary>
    private const int Rest = 20;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private volatile Counted? _last;
    private (long Generation, Task<Counted> Task)? _counting;
    private long _changes;

    /// <summary>A change was committed: a figure counted before it must not say that nothing is pending.</summary>
    public void NoteChange() => Interlocked.Increment(ref _changes);

    /// <summary>Begins to count if a newer figure is due, and does not wait: for who will read in a moment and has something else to do until then.</summary>
    public void Begin()
    {
        if (living.ActiveOrNull is OpenIndex index)
        {
            BeginIfDue(index);
        }
    }

    /// <exception cref="IndexNotReadyException">The index is not open yet.</exception>
    public async ValueTask<IndexStatus> ReadAsync(CancellationToken cancellationToken)
    {
        OpenIndex index = living.Active;
        Task<Counted>? counting = BeginIfDue(index);
        Counted? counted = _last;
        if (counted?.Generation != index.Generation.Id || time.GetElapsedTime(counted.At) >= Bearable)
        {
            counted = await (counting ?? BeginOrJoin(index)).WaitAsync(cancellationToken);
        }

        long pending = Interlocked.Read(ref _changes) == counted.Changes ? counted.Lag.Pending : Math.Max(counted.Lag.Pending, 1);
        TimeSpan lag = counted.Lag.Oldest is DateTimeOffset oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        // In this process's memory they are counted at no cost; elsewhere a search would wait for another's answer.
        long vectors = store is { OutlivesProcess: true } ? counted.Vectors : await index.Vectors.CountAsync(cancellationToken);
        return new IndexStatus(vectors, pending, counted.Lag.Oldest, lag > TimeSpan.Zero ? lag : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private Task<Counted>? BeginIfDue(OpenIndex index)
    {
        Counted? last = _last;
        return last?.Generation == index.Generation.Id && time.GetElapsedTime(last.At) < last.Fresh ? null : BeginOrJoin(index);
    }

    private Task<Counted> BeginOrJoin(OpenIndex index)
    {
        lock (_gate)
        {
            if (_counting is not { } running || running.Task.IsCompleted || running.Generation != index.Generation.Id)
            {
                CancellationToken closing = _closing.Token;
                _counting = running = (index.Generation.Id, Task.Run(() => CountAsync(index, closing), closing));
                // Whoever waits is told what went wrong, and when nobody does, the next one who has to wait is.
                _ = running.Task.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return running.Task;
        }
    }

    private async Task<Counted> CountAsync(OpenIndex index, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        long seen = Interlocked.Read(ref _changes);
        IndexLag lag = await outbox.LagAsync(index.Generation.Id, cancellationToken);
        // After what is pending: when nothing is, all vectors are there.
        long vectors = await index.Vectors.CountAsync(cancellationToken);
        TimeSpan fresh = time.GetElapsedTime(started) * Rest;
        return _last = new Counted(index.Generation.Id, lag, vectors, time.GetTimestamp(), seen, fresh < Freshness ? Freshness : fresh < Bearable ? fresh : Bearable);
    }

    /// <param name="Fresh">How long it is good before it is counted again.</param>
    private sealed record Counted(long Generation, IndexLag Lag, long Vectors, long At, long Changes, TimeSpan Fresh);
}
