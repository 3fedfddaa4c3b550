using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>The whole Api with one place for searches, behind an nginx that knows a second one besides, where nobody answers. Shared by the tests of <see cref="BehindNginx"/>.</summary>
public sealed class ProxiedApi : IAsyncDisposable
{
    /// <summary>An operator's, since nothing is open to what a proxy passed on.</summary>
    public const string Key = "a key of the tests behind a proxy";

    /// <summary>A search that takes a picture.</summary>
    public const string Search = "/api/v1/search/by-image?limit=1";

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

    /// <summary>A client with the operator's key, through nginx, from this address of the loopback.</summary>
    internal async Task<HttpClient> ClientAsync(string address = "127.0.0.1")
    {
        HttpClient client = (await BothAsync()).Nginx.ClientAt(address);
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        return client;
    }

    /// <summary>A picture as a body of so many bytes: a JPEG ends where it says, and what follows is carried along.</summary>
    internal static ByteArrayContent Picture(int bytes)
    {
        byte[] body = new byte[bytes];
        SampleShop.Query("1f34c").CopyTo(body, 0);
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return content;
    }

    /// <summary>The status that a search by a picture is answered with.</summary>
    internal static async Task<HttpStatusCode> SearchAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.PostAsync(Search, Picture(100_000), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>The answer's problem, which must be this one.</summary>
    internal static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        JsonElement problem = await ApiHost.JsonAsync(answer, status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
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
