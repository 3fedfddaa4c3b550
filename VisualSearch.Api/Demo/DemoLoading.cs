using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Demo;

/// <summary>Loads the demo shop beside the running server: requests are answered from the first moment, and no trouble with a demo stops a server.</summary>
internal sealed partial class DemoLoading(DemoLoader loader, TimeProvider time, ILogger<DemoLoading> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await loader.RunAsync(stoppingToken);
                return;
            }
            catch (CatalogueUnavailableException exception)
            {
                Log.WasPutOff(logger, pause, exception.Message);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Log.Failed(logger, exception);
                return;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The demo shop waits {Pause} for the catalogue: {Reason}")]
        public static partial void WasPutOff(ILogger logger, TimeSpan pause, string reason);

        [LoggerMessage(2, LogLevel.Error, "The demo shop was not loaded; the next start tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
