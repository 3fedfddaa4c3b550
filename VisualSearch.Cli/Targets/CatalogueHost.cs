using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Targets;

/// <summary>The catalogue and the kept pictures of a data folder, without model and index: for what embeds and searches nothing.</summary>
internal static class CatalogueHost
{
    /// <param name="own">The folder is taken for as long as this lasts, and its schema brought up to date.</param>
    /// <exception cref="CommandFailedException">The folder is in use or cannot be read or written; a setting is wrong.</exception>
    public static async Task<T> UseAsync<T>(Target.Folder target, bool own, Func<IServiceProvider, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            using IHost host = Build(target);
            if (own)
            {
                await host.Services.GetRequiredService<CatalogueStartup>().PrepareAsync(cancellationToken);
            }

            return await use(host.Services);
        }
        catch (Exception failure) when (EngineHost.CodeOf(failure) is { } code)
        {
            throw new CommandFailedException(code, failure.Message, failure);
        }
    }

    private static IHost Build(Target.Folder target)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(EngineSettings.Of(target.Settings, target.Path));
        if (target.Settings.Verbose)
        {
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        builder.Services.AddImages(builder.Configuration).AddCatalogue(builder.Configuration);
        return builder.Build();
    }
}
