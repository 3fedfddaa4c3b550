using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Engine.Indexing;

/// <summary>Tells the indexing loop of a committed change. Best effort: the change is durable already, and the sweeper finds what is not told.</summary>
public sealed partial class IndexSignals(IIndexQueue queue, IndexStatusReader status, IndexingMetrics metrics, ILogger<IndexSignals> logger)
{
    /// <summary>Returns when the queue has the signal, or could not be reached: for whoever makes many changes.</summary>
    public async ValueTask WakeAsync(ProductId product, long version, CancellationToken cancellationToken)
    {
        status.NoteChange();
        try
        {
            using Activity? sending = EngineActivities.BeginSending("index queue send");
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

    /// <summary>Sends the signal and returns: the answer to whoever made the change need not wait for the queue, which promises nothing.</summary>
    public void Wake(ProductId product, long version) => _ = TellAsync(product, version);

    private async Task TellAsync(ProductId product, long version)
    {
        try
        {
            await WakeAsync(product, version, CancellationToken.None);
        }
        catch (Exception mistake)
        {
            // Nobody waits for this to see it.
            metrics.SignalDropped();
            LogMistake(mistake);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The index queue could not be reached; the sweeper will find the change: {Reason}")]
    private partial void LogQueueUnavailable(string reason);

    [LoggerMessage(2, LogLevel.Error, "A wake-up could not be sent; the sweeper will find the change")]
    private partial void LogMistake(Exception mistake);
}
