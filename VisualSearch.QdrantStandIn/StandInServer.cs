using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.QdrantStandIn.Wire;

namespace VisualSearch.QdrantStandIn;

/// <summary>
/// Answers as Qdrant 1.18.3 does over REST, as far as VisualSearch uses it, and is held to recordings of that server line by line. Exact search in memory, one process,
/// nothing kept: for tests and for trying the distributed mode, not for a shop.
/// </summary>
public sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInServer(WebApplication app) => _app = app;

    /// <summary>Where it listens: <c>http://127.0.0.1:6333</c>.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Asked before each request; true means that it has answered, or broken the connection, itself.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    public static async Task<StandInServer> StartAsync(StandInOptions options, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{options.Host}:{options.Port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(5);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        StandInServer server = new(app);
        Routes routes = new(new Storage(), new Access(options.Key, options.ReadOnlyKey));
        app.Run(async context =>
        {
            if (server.Intercept is not { } intercept || !await intercept(context))
            {
                await routes.AnswerAsync(context);
            }
        });
        await app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Ends when the process is told to stop.</summary>
    public Task StoppedAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
