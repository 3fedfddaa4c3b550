using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.Api.Http;
using VisualSearch.Api.Monitoring;
using VisualSearch.ServiceDefaults;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Http;

/// <summary>A small host with the cross-cutting rules and routes of the test's own.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiUnderTest(WebApplication app, HttpClient client, Uri address)
    {
        _app = app;
        Client = client;
        Address = address;
    }

    public HttpClient Client { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="kestrel">True for a real server on a free loopback port, where limits of the server matter.</param>
    public static async Task<ApiUnderTest> StartAsync(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? configure = null,
        bool kestrel = false,
        string environment = "Production",
        params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["Logging:Files:Directory"] = string.Empty;
        foreach ((string key, string? value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Logging.ClearProviders();
        if (kestrel)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.AddServiceDefaults();
        builder.AddApiHttp();
        builder.Services.AddMonitoring();
        builder.Services.AddSingleton<IStartupFilter, RateLimiterEnd>();
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        app.UseApiHttp();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        if (!kestrel)
        {
            HttpClient inProcess = app.GetTestClient();
            return new ApiUnderTest(app, inProcess, inProcess.BaseAddress!);
        }

        string url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false };
        return new ApiUnderTest(app, new HttpClient(handler) { BaseAddress = new Uri(url) }, new Uri(url));
    }

    /// <summary>Reads an answer that must be a complete problem.</summary>
    public static async Task<JsonElement> ProblemOfAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal("/docs/errors#" + code, problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
