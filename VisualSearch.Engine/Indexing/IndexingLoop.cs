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
    /// <summary>An idle turn is no longer than this, so that the loop is seen to live however seldom it sweeps.</summary>
    private static readonly TimeSpan LongestIdleTurn = TimeSpan.FromSeconds(30);

    /// <summary>Between looks at the queue while a batch is under way.</summary>
    private static readonly TimeSpan BusyPatience = TimeSpan.FromMilliseconds(50);

    private readonly RunningBatches _batches = new(options.Value.BatchesAtOnce, time);
    private readonly Setbacks _setbacks = new(time);
    private bool _sweepSoon = true;
    private bool _batchFailed;
    private bool _queueIsAway;
    private long _lastSweep;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using BulkEmbedding bulk = new(time, options.Value.IdleBeforeRelease);
        while (!stoppingToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            try
            {
                bool ended = await SettleAsync(stoppingToken);
                await TurnAsync(bulk, stoppingToken);
                if (_setbacks.Turned(ended, quiet: _batches.None && !_sweepSoon))
                {
                    heartbeat.Report(null);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                TimeSpan backOff = _setbacks.Add(_batchFailed);
                _batchFailed = false;
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
            }
        }

        await _batches.EndAsync();
    }

    private async Task TurnAsync(BulkEmbedding bulk, CancellationToken cancellationToken)
    {
        if (living.ActiveOrNull is null)
        {
            // Some other process's wake-ups are better left to it; the sweep that follows the opening finds the rest.
            await PauseAsync(options.Value.GenerationPoll, cancellationToken);
            _sweepSoon = true;
            return;
        }

        bool idle = _batches.Idle;
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
        }

        // When it is time, whatever the queue holds: what the queue does not know of waits behind no crowd.
        if ((_sweepSoon && signals.Count == 0) || time.GetElapsedTime(_lastSweep) >= options.Value.SweepInterval)
        {
            await SweepAsync(indexes, cancellationToken);
        }
        else if (signals.Count == 0 && !idle)
        {
            // Nothing to take: the next thing to happen is a batch's end or a wake-up, whichever is first.
            await _batches.ChangeAsync(BusyPatience, cancellationToken);
        }

        if (_batches.None && !_sweepSoon)
        {
            progress.CaughtUp();
            await bulk.ReleaseWhenIdleAsync();
        }
    }

    private async Task SweepAsync(IReadOnlyList<OpenIndex> indexes, CancellationToken cancellationToken)
    {
        _lastSweep = time.GetTimestamp();
        _sweepSoon = false;
        foreach (OpenIndex index in indexes)
        {
            _sweepSoon |= await sweeper.SweepAsync(index, filling: index != indexes[0], cancellationToken);
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
            BatchOutcome outcome = await pipeline.RunAsync(index, null, ChangeTraces.None, worker.Name, bulk, slow: () => { }, cancellationToken);
            await progress.BatchDoneAsync(index.Generation.Id, outcome.Products, outcome.Pictures, cancellationToken);
            done += outcome.Products;
        }

        if (done == 0)
        {
            await PauseAsync(options.Value.SweepInterval, cancellationToken);
        }
    }

    /// <summary>Waits until another batch may start, and rethrows what a finished one failed with.</summary>
    /// <returns>Whether one has ended well.</returns>
    private async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        await _batches.RoomAsync(cancellationToken);
        try
        {
            return await _batches.TakeEndedAsync();
        }
        catch
        {
            _batchFailed = true;
            throw;
        }
    }

    private TimeSpan PatienceOf(bool idle)
    {
        if (_sweepSoon || !idle)
        {
            return TimeSpan.Zero;
        }

        TimeSpan untilSweep = options.Value.SweepInterval - time.GetElapsedTime(_lastSweep);
        return untilSweep <= TimeSpan.Zero ? TimeSpan.Zero : untilSweep < LongestIdleTurn ? untilSweep : LongestIdleTurn;
    }

    private async Task RunBatchAsync(RunningBatch batch, IReadOnlyList<OpenIndex> indexes, IReadOnlyList<QueuedSignal> signals, BulkEmbedding bulk, CancellationToken cancellationToken)
    {
        // Off the loop's own thread: everything up to the first wait would otherwise hold up the next turn.
        await Task.Yield();
        ProductId[] candidates = [.. signals.Select(signal => signal.Signal.Product).Distinct()];
        ChangeTraces traces = new(signals.Select(signal => signal.Signal));
        foreach (OpenIndex index in indexes)
        {
            BatchOutcome outcome = await pipeline.RunAsync(index, candidates, traces, worker.Name, bulk, batch.BecomeSlow, cancellationToken);
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
