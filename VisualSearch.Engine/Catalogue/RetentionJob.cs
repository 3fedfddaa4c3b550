using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Runs <see cref="Retention"/> every <see cref="RetentionOptions.Interval"/>, the first time one interval after the start.</summary>
internal sealed partial class RetentionJob(Retention retention, TimeProvider time, IOptions<RetentionOptions> options, ILogger<RetentionJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await PassAsync(stoppingToken).ConfigureAwait(false);
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
            RetentionReport report = await retention.RunAsync(cancellationToken).ConfigureAwait(false);
            if (!report.Nothing)
            {
                Removed(logger, report.Searches, report.Events, report.Tombstones, report.Embeddings);
            }
        }
        catch (CatalogueUnavailableException away)
        {
            Away(logger, away.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is: old rows that stay must not stop the host, which an exception of a background service does.
            Postponed(logger, failure);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed what is past its time: {Searches} searches, {Events} events, {Tombstones} tombstones, {Embeddings} embeddings")]
    private static partial void Removed(ILogger logger, int searches, int events, int tombstones, int embeddings);

    [LoggerMessage(LogLevel.Warning, "What is past its time could not be removed and is tried again at the next pass")]
    private static partial void Postponed(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Warning, "What is past its time stays until the next pass: {Reason}")]
    private static partial void Away(ILogger logger, string reason);
}
