using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>The whole Api with one place for searches, behind an nginx that knows a second one besides, where nobody answers. Shared by the tests of a class.</summary>
public sealed class ProxiedApi : IAsyncDisposable
{
    /// <summary>An operator's, since nothing is open to what a proxy passed on.</summary>
    public const string Key = "a key of the tests behind a proxy";

    private readonly Lazy<Task<(ApiHost Api, NginxServer Nginx)>> _both = new(StartAsync);

    internal Task<(ApiHost Api, NginxServer Nginx)> BothAsync() => _both.Value;

    public async ValueTask DisposeAsync()
    {
        if (_both is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            (ApiHost api, NginxServer nginx) = await _both.Value;
            await nginx.DisposeAsync();
            await api.DisposeAsync();
        }
    }

    private static async Task<(ApiHost Api, NginxServer Nginx)> StartAsync()
    {
        // Before the Api: where there is no nginx, nothing is left running.
        _ = ServerProgram.Find("nginx", "nginx", "/usr/sbin");
        ApiHost api = await ApiHost.StartAsync(
            services: services => services.AddFakeLogging(),
            settings:
            [
                ("Proxies:Known:0", "127.0.0.1"),
                ("Limits:ConcurrentSearches", "1"),
                ("Limits:WaitingSearches", "0"),
                ("Security:ApiKeys:0:Name", "operator"),
                ("Security:ApiKeys:0:Key", Key),
                ("Security:ApiKeys:0:Scopes:0", "admin"),
            ]);
        try
        {
            return (api, await NginxServer.StartAsync(api.Address, NginxServer.Nobody()));
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }
}
