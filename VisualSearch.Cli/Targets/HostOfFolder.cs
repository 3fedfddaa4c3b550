using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Cli.Targets;

/// <summary>A host over a data folder, with the settings that the environment and the line give.</summary>
internal static class HostOfFolder
{
    /// <param name="add">What of the Engine is needed.</param>
    /// <exception cref="CommandFailedException">A setting of the line is wrong.</exception>
    public static IHost Build(Target.Folder target, Action<IServiceCollection, IConfiguration> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(EngineSettings.Of(target.Settings, target.Path));
        if (target.Settings.Verbose)
        {
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        add(builder.Services, builder.Configuration);
        return builder.Build();
    }
}
