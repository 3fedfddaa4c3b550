using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Engine.Indexing;

/// <summary>Tells the indexing loop of a committed change. Best effort: the change is durable already, and the sweeper finds what is not told.</summary>
public sealed partial class IndexSignals(IIndexQueue queue, IndexStatusReader status, IndexingMetrics metrics, ILogger<IndexSignals> logger)
{
    public async ValueTask WakeAsync(ProductId product, long version, CancellationToken cancellationToken)
    {
        status.NoteChange();
        try
        {
            int taken = await queue.EnqueueAsync([new IndexSignal(product, version, Activity.Current?.Id)], cancellationToken);
            if (taken == 0)
            {
                metrics.SignalDropped();
            }
        }
        catch (IndexQueueUnavailableException exception)
        {
            metrics.SignalDropped();
            LogQueueUnavailable(exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The index queue could not be reached; the sweeper will find the change: {Reason}")]
    private partial void LogQueueUnavailable(string reason);
}
