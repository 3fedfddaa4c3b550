using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using VisualSearch.Api.Http;
using VisualSearch.Api.Monitoring;
using VisualSearch.ServiceDefaults;

namespace VisualSearch.Tests.Http;

public sealed partial class DocsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/docs")]
    [InlineData("/redoc")]
    public async Task A_reader_and_all_that_its_page_names_comes_from_this_host(string path)
    {
        await using ApiUnderTest api = await StartAsync();
        Uri page = new(api.Address, path);
        using HttpResponseMessage first = await GetFollowedAsync(api, page);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        string html = await first.Content.ReadAsStringAsync(Cancelled);
        string[] named = [.. Reference().Matches(html).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(named);
        Uri index = new(api.Address, path + "/index.html");
        foreach (string reference in named)
        {
            Uri address = new(index, reference);
            Assert.Equal(api.Address.Host, address.Host);
            using HttpResponseMessage part = await api.Client.GetAsync(address, Cancelled);
            Assert.True(part.IsSuccessStatusCode, reference);
        }

        string script = await api.Client.GetStringAsync(new Uri(index, "index.js"), Cancelled);
        Assert.Contains("/openapi/v1.json", script, StringComparison.Ordinal);
        // Whatever the bundles would ask of another host (a logo, a validator's badge), the browser refuses.
        string policy = first.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/docs/swagger-ui-bundle.js")]
    [InlineData("/redoc/redoc.standalone.js")]
    public async Task The_large_scripts_travel_compressed_and_may_be_kept(string path)
    {
        await using ApiUnderTest api = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip" } } };
        using HttpResponseMessage response = await api.Client.SendAsync(request, Cancelled);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.True(response.Headers.ETag is not null || response.Headers.CacheControl?.MaxAge > TimeSpan.Zero, response.Headers.ToString());
    }

    [Fact]
    public async Task The_document_names_routes_members_and_keys()
    {
        await using ApiUnderTest api = await StartAsync();
        JsonElement document = JsonDocument.Parse(await api.Client.GetStringAsync("/openapi/v1.json", Cancelled)).RootElement;
        JsonElement health = document.GetProperty("paths").GetProperty("/api/v1/health/detailed").GetProperty("get");
        Assert.Equal("GetHealthInDetail", health.GetProperty("operationId").GetString());
        Assert.False(health.TryGetProperty("security", out _));
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("DependencyAnswer").GetProperty("properties").TryGetProperty("latency_ms", out _));
        Assert.Equal(2, document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Count());
        JsonElement write = document.GetProperty("paths").GetProperty("/api/v1/products").GetProperty("post");
        Assert.Equal(2, write.GetProperty("security").GetArrayLength());
        Assert.True(write.GetProperty("responses").TryGetProperty("403", out _));
        Assert.False(document.GetProperty("paths").TryGetProperty("/metrics", out _));
    }

    [Fact]
    public async Task The_page_of_error_codes_has_every_code_under_the_address_that_problems_give()
    {
        await using ApiUnderTest api = await StartAsync();
        string page = await api.Client.GetStringAsync(Problems.TypePrefix, Cancelled);
        Assert.All(ProblemCodes.All, code => Assert.Contains($"id=\"{code.Code}\"", page, StringComparison.Ordinal));
    }

    private static Task<ApiUnderTest> StartAsync() => ApiUnderTest.StartAsync(
        app =>
        {
            app.MapDefaultEndpoints();
            RouteGroupBuilderOf(app).MapMonitoring();
            app.MapDocs();
        },
        kestrel: true);

    private static Microsoft.AspNetCore.Routing.RouteGroupBuilder RouteGroupBuilderOf(WebApplication app)
    {
        Microsoft.AspNetCore.Routing.RouteGroupBuilder group = app.MapApi();
        group.MapPost("/products", () => "x").RequireScope(ApiScopes.Write);
        return group;
    }

    private static async Task<HttpResponseMessage> GetFollowedAsync(ApiUnderTest api, Uri address)
    {
        HttpResponseMessage response = await api.Client.GetAsync(address, Cancelled);
        for (int hop = 0; hop < 3 && response.Headers.Location is { } next; hop++)
        {
            Uri target = new(address, next);
            Assert.Equal(address.Host, target.Host);
            response.Dispose();
            response = await api.Client.GetAsync(target, Cancelled);
        }

        return response;
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
