using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Tells the catalogue what this process has indexed, beside the work and never in its transactions: what cannot be told waits, then is forgotten, and indexing knows nothing
/// of it. Once a minute without work, too, so that a process that lives is told from one that is gone.
/// </summary>
internal sealed partial class IndexingTallyJob(IndexingTally tally, IndexingHistory history, IndexWorker worker, IndexingHeartbeat heartbeat, TimeProvider time, ILogger<IndexingTallyJob> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SignOfLife = TimeSpan.FromMinutes(1);

    private long? _told;
    private bool _away;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TellAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            do
            {
                await TellAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; StopAsync tells the rest.
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<IndexingSlice> taken = tally.Take();
        if (taken.Count == 0)
        {
            if (_told is { } told && time.GetElapsedTime(told) < SignOfLife)
            {
                return;
            }

            taken = [new IndexingSlice(IndexingSlice.BeginOf(time.GetUtcNow()), 0, 0, 0)];
        }

        try
        {
            await history.AddAsync(worker.Name, heartbeat.LastTurn, taken, cancellationToken);
            _told = time.GetTimestamp();
            _away = false;
        }
        catch (OperationCanceledException)
        {
            tally.Return(taken);
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is: figures that cannot be told must not stop the host, which an exception of a background service does.
            tally.Return(taken);
            if (!_away)
            {
                LogNotTold(failure.Message);
            }

            _away = true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What was indexed could not be noted for operators and is tried again: {Reason}")]
    private partial void LogNotTold(string reason);
}
