using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VisualSearch.ServiceDefaults.Logs;

/// <summary>
/// Says when a file of settings was changed and cannot be read any more. The platform reads changed files again, which is how levels of logging are changed in a running
/// process, and would pass over a mistake in silence.
/// </summary>
internal sealed partial class SettingsFileNote(IConfiguration configuration, ILogger<SettingsFileNote> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (FileConfigurationProvider provider in (configuration as IConfigurationRoot)?.Providers.OfType<FileConfigurationProvider>() ?? [])
        {
            provider.Source.OnLoadException = context =>
            {
                Unreadable(logger, Path.GetFileName(context.Provider.Source.Path!), context.Exception.GetBaseException().Message);
                context.Ignore = true;
            };
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Error, "{File} cannot be read ({Reason}); levels of logging are what they are without it until it is mended")]
    private static partial void Unreadable(ILogger logger, string file, string reason);
}
