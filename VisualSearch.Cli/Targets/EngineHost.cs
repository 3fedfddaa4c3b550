using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Cli.Targets;

/// <summary>The Engine in this process, over a data folder that it owns until disposed.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="indexing">Products that lag are indexed while the host lives.</param>
    /// <exception cref="CommandFailedException">The folder is in use or cannot be written, the model is missing, a setting is wrong.</exception>
    public static async Task<EngineHost> OpenAsync(Target.Folder target, bool indexing, CancellationToken cancellationToken)
    {
        IHost? host = null;
        try
        {
            host = HostOfFolder.Build(target, (services, configuration) =>
            {
                services.AddEngine(configuration);
                if (indexing)
                {
                    services.AddIndexingLoop();
                }
            });
            await host.StartAsync(cancellationToken);
            return new EngineHost(host);
        }
        catch (Exception failure) when (CodeOf(failure) is { } code)
        {
            host?.Dispose();
            throw new CommandFailedException(code, failure.Message, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>Of what the user can mend; null for a bug.</summary>
    public static ExitCode? CodeOf(Exception failure) => failure switch
    {
        DataDirectoryInUseException or CatalogueUnavailableException => ExitCode.Unavailable,
        ModelUnavailableException or EngineModeException => ExitCode.Failed,
        OptionsValidationException => ExitCode.WrongUsage,
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => ExitCode.WrongUsage,
        _ => null,
    };
}
