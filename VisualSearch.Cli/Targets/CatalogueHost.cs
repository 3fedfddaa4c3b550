using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Targets;

/// <summary>The catalogue and the kept pictures of a data folder, without model and index: for what embeds and searches nothing.</summary>
internal static class CatalogueHost
{
    /// <param name="own">The folder is taken for as long as this lasts, and its schema brought up to date.</param>
    /// <exception cref="CommandFailedException">The folder is in use or cannot be read or written; a setting is wrong.</exception>
    public static Task<T> UseAsync<T>(Target.Folder target, bool own, Func<IServiceProvider, Task<T>> use, CancellationToken cancellationToken) =>
        UseAsync(target, EngineMode.Embedded, own, use, cancellationToken);

    /// <summary>The catalogue on the server that the settings name.</summary>
    /// <exception cref="CommandFailedException">The server cannot be reached or refuses; a setting is wrong.</exception>
    public static Task<T> UseServerAsync<T>(Target.Folder target, Func<IServiceProvider, Task<T>> use, CancellationToken cancellationToken) =>
        UseAsync(target, EngineMode.Distributed, own: false, use, cancellationToken);

    private static async Task<T> UseAsync<T>(Target.Folder target, EngineMode mode, bool own, Func<IServiceProvider, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            using IHost host = HostOfFolder.Build(target, (services, configuration) => services.AddImages(configuration, mode).AddCatalogue(configuration, mode));
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
}
