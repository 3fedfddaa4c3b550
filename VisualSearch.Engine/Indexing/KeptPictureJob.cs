using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>Runs <see cref="KeptPictureSweep"/> every <see cref="RetentionOptions.Interval"/>, the first time one interval after the start.</summary>
internal sealed partial class KeptPictureJob(KeptPictureSweep sweep, TimeProvider time, IOptions<RetentionOptions> options, ILogger<KeptPictureJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
            int removed = await sweep.RunAsync(cancellationToken);
            if (removed > 0)
            {
                Removed(removed);
            }
        }
        catch (CatalogueUnavailableException away)
        {
            Away(away.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is: files that stay must not stop the host, which an exception of a background service does.
            Postponed(failure);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Removed {Files} files of pictures that no product has any longer")]
    private partial void Removed(int files);

    [LoggerMessage(2, LogLevel.Warning, "Files of pictures that no product has could not be removed and are tried again at the next pass")]
    private partial void Postponed(Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "Files of pictures that no product has stay until the next pass: {Reason}")]
    private partial void Away(string reason);
}
