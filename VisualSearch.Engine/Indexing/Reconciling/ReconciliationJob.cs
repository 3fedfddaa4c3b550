using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>Runs <see cref="Reconciliation"/> every <see cref="ReconciliationOptions.Interval"/>, the first time one interval after the start.</summary>
internal sealed partial class ReconciliationJob(Reconciliation reconciliation, TimeProvider time, IOptions<ReconciliationOptions> options, ILogger<ReconciliationJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Interval == TimeSpan.Zero)
        {
            return;
        }

        using PeriodicTimer timer = new(options.Value.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await PassAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reconciliation.RunAsync(options.Value.Mend, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is: a comparison that was not made must not stop the host, which an exception of a background service does.
            Postponed(failure);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Catalogue and vector index could not be compared; it is tried again after the interval")]
    private partial void Postponed(Exception failure);
}
