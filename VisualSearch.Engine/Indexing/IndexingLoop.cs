using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>Owns the loop: takes wake-ups, keeps a few batches under way, sweeps between them, backs off when a store is away. The work is the pipeline's.</summary>
internal sealed partial class IndexingLoop(
    LivingIndexes living,
    IIndexQueue queue,
    IndexWorker worker,
    IndexingPipeline pipeline,
    Sweeper sweeper,
    IndexingProgress progress,
    IndexingHeartbeat heartbeat,
    TimeProvider time,
    IOptions<IndexingOptions> options,
    ILogger<IndexingLoop> logger) : BackgroundService
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    /// <summary>Batches that only wait for slow pictures; beyond them no other is begun.</summary>
    private const int MostSlow = 16;

    private readonly List<RunningBatch> _batches = [];
    private bool _sweepSoon = true;
    private bool _queueIsAway;
    private long _lastSweep;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using BulkEmbedding bulk = new(time, options.Value.IdleBeforeRelease);
        TimeSpan backOff = FirstBackOff;
        while (!stoppingToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            try
            {
                await TurnAsync(bulk, stoppingToken);
                heartbeat.Report(null);
                backOff = FirstBackOff;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                if (exception is CatalogueUnavailableException or VectorIndexUnavailableException or IndexQueueUnavailableException)
                {
                    LogStoreAway(backOff, exception.Message);
                }
                else
                {
                    LogTurnFailed(exception, backOff);
                }

                heartbeat.Report(exception.Message);
                _sweepSoon = true;
                await PauseAsync(backOff, stoppingToken);
                backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
            }
        }

        await Task.WhenAll(_batches.Select(batch => batch.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TurnAsync(BulkEmbedding bulk, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        if (living.ActiveOrNull is null)
        {
            // Some other process's wake-ups are better left to it; the sweep that follows the opening finds the rest.
            await PauseAsync(options.Value.GenerationPoll, cancellationToken);
            _sweepSoon = true;
            return;
        }

        bool idle = !_batches.Exists(batch => !batch.IsSlow);
        IReadOnlyList<QueuedSignal>? signals = await DequeueAsync(PatienceOf(idle), cancellationToken);
        // Only now: what is open may have changed while there was nothing to do.
        IReadOnlyList<OpenIndex> indexes = living.All;
        if (signals is null)
        {
            await TakeUnqueuedAsync(indexes, bulk, cancellationToken);
            return;
        }

        if (signals.Count > 0)
        {
            _batches.Add(new RunningBatch(batch => RunBatchAsync(batch, indexes, signals, bulk, cancellationToken)));
            return;
        }

        if (_sweepSoon || time.GetElapsedTime(_lastSweep) >= options.Value.SweepInterval)
        {
            _lastSweep = time.GetTimestamp();
            _sweepSoon = false;
            foreach (OpenIndex index in indexes)
            {
                _sweepSoon |= await sweeper.SweepAsync(index, filling: index != indexes[0], cancellationToken);
            }
        }
        else if (!idle)
        {
            // Nothing to take: the next thing to happen is a batch's end or a wake-up, whichever is first.
            await Task.WhenAny([.. _batches.Select(batch => batch.NotHurried), Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken)]);
        }

        if (_batches.Count == 0 && !_sweepSoon)
        {
            progress.CaughtUp();
            await bulk.ReleaseWhenIdleAsync();
        }
    }

    /// <summary>Null while the queue is away.</summary>
    private async Task<IReadOnlyList<QueuedSignal>?> DequeueAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<QueuedSignal> signals = await queue.DequeueAsync(options.Value.BatchSize, patience, cancellationToken);
            _queueIsAway = false;
            return signals;
        }
        catch (IndexQueueUnavailableException exception)
        {
            if (!_queueIsAway)
            {
                LogWithoutQueue(exception.Message);
            }

            _queueIsAway = true;
            return null;
        }
    }

    /// <summary>What lags, straight from the catalogue: without a queue changes come later into the index, and they come.</summary>
    private async Task TakeUnqueuedAsync(IReadOnlyList<OpenIndex> indexes, BulkEmbedding bulk, CancellationToken cancellationToken)
    {
        int done = 0;
        foreach (OpenIndex index in indexes)
        {
            await sweeper.SweepAsync(index, filling: index != indexes[0], cancellationToken);
            BatchOutcome outcome = await pipeline.RunAsync(index, null, worker.Name, bulk, slow: () => { }, cancellationToken);
            await progress.BatchDoneAsync(index.Generation.Id, outcome.Products, outcome.Pictures, cancellationToken);
            done += outcome.Products;
        }

        if (done == 0)
        {
            await PauseAsync(options.Value.SweepInterval, cancellationToken);
        }
    }

    /// <summary>Waits until another batch may start, and rethrows what a finished one failed with.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (_batches.Count(batch => !batch.IsSlow && !batch.Work.IsCompleted) >= options.Value.BatchesAtOnce)
        {
            await Task.WhenAny(_batches.Select(batch => batch.NotHurried)).WaitAsync(cancellationToken);
        }

        while (_batches.Count(batch => !batch.Work.IsCompleted) >= options.Value.BatchesAtOnce + MostSlow)
        {
            await Task.WhenAny(_batches.Select(batch => batch.Work)).WaitAsync(cancellationToken);
        }

        Task[] finished = [.. _batches.Select(batch => batch.Work).Where(work => work.IsCompleted)];
        _batches.RemoveAll(batch => finished.Contains(batch.Work));
        await Task.WhenAll(finished);
    }

    private TimeSpan PatienceOf(bool idle)
    {
        if (_sweepSoon || !idle)
        {
            return TimeSpan.Zero;
        }

        TimeSpan untilSweep = options.Value.SweepInterval - time.GetElapsedTime(_lastSweep);
        return untilSweep > TimeSpan.Zero ? untilSweep : TimeSpan.Zero;
    }

    private async Task RunBatchAsync(RunningBatch batch, IReadOnlyList<OpenIndex> indexes, IReadOnlyList<QueuedSignal> signals, BulkEmbedding bulk, CancellationToken cancellationToken)
    {
        // Off the loop's own thread: everything up to the first wait would otherwise hold up the next turn.
        await Task.Yield();
        ProductId[] candidates = [.. signals.Select(signal => signal.Signal.Product).Distinct()];
        foreach (OpenIndex index in indexes)
        {
            BatchOutcome outcome = await pipeline.RunAsync(index, candidates, worker.Name, bulk, batch.BecomeSlow, cancellationToken);
            if (outcome.Moved.Count > 0)
            {
                await queue.EnqueueAsync([.. outcome.Moved.Select(product => new IndexSignal(product, 0, null))], cancellationToken);
            }

            await progress.BatchDoneAsync(index.Generation.Id, outcome.Products, outcome.Pictures, cancellationToken);
        }

        // 10 acknowledge
        await queue.AcknowledgeAsync(signals, cancellationToken);
    }

    private async Task PauseAsync(TimeSpan delay, CancellationToken cancellationToken)
        => await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(3, LogLevel.Warning, "The index queue is away; until it is back, what lags is taken from the catalogue: {Reason}")]
    private partial void LogWithoutQueue(string reason);

    [LoggerMessage(1, LogLevel.Error, "A turn of the indexing loop failed; the next one follows in {BackOff}")]
    private partial void LogTurnFailed(Exception exception, TimeSpan backOff);

    [LoggerMessage(2, LogLevel.Warning, "Indexing waits {BackOff}: {Reason}")]
    private partial void LogStoreAway(TimeSpan backOff, string reason);
}
