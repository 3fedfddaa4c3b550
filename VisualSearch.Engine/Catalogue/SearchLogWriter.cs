using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Writes the search log a little behind the searches, and what is left when the host stops.</summary>
internal sealed partial class SearchLogWriter(SearchLog log, TimeProvider time, IOptions<CatalogueOptions> options, ILogger<SearchLogWriter> logger) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await TryFlushAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            bool clear = true;
            while (!clear || await log.WaitAsync(stoppingToken).ConfigureAwait(false))
            {
                await Task.Delay(options.Value.SearchLogInterval, time, stoppingToken).ConfigureAwait(false);
                clear = await TryFlushAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; StopAsync writes the rest.
        }
    }

    private async Task<bool> TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await log.FlushAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CatalogueUnavailableException away)
        {
            Away(logger, away.Message);
            return false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is: a log that cannot be written must not stop the host, which an exception of a background service does.
            Postponed(logger, failure);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The search log could not be written and is tried again")]
    private static partial void Postponed(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The search log waits for the catalogue: {Reason}")]
    private static partial void Away(ILogger logger, string reason);
}
