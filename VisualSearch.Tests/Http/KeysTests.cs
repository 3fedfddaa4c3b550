using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using VisualSearch.Api.Http;

namespace VisualSearch.Tests.Http;

public sealed class KeysTests
{
    private const string ReadKey = "reader-0123456789";
    private const string WriteKey = "writer-0123456789";
    private const string AdminKey = "admin-00123456789";

    private static readonly (string, string?)[] Keys =
    [
        ("Security:ApiKeys:0:Name", "reader"), ("Security:ApiKeys:0:Key", ReadKey), ("Security:ApiKeys:0:Scopes:0", "read"),
        ("Security:ApiKeys:1:Name", "writer"), ("Security:ApiKeys:1:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WriteKey)))), ("Security:ApiKeys:1:Scopes:0", "write"),
        ("Security:ApiKeys:2:Name", "admin"), ("Security:ApiKeys:2:Key", AdminKey), ("Security:ApiKeys:2:Scopes:0", "admin"),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/products", null, 200, null)]
    [InlineData("/api/v1/products", "wrong-key-0123456789", 401, "unknown_key")]
    [InlineData("/api/v1/products/write", null, 401, "key_required")]
    [InlineData("/api/v1/products/write", ReadKey, 403, "scope_missing")]
    [InlineData("/api/v1/products/write", WriteKey, 200, null)]
    [InlineData("/api/v1/products/write", AdminKey, 200, null)]
    [InlineData("/api/v1/admin", WriteKey, 403, "scope_missing")]
    [InlineData("/api/v1/admin", AdminKey, 200, null)]
    [InlineData("/public", "wrong-key-0123456789", 200, null)]
    public async Task A_route_asks_for_its_scope(string path, string? key, int status, string? code)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, settings: Keys);
        foreach (string header in new[] { "Authorization", "X-Api-Key" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            if (key is not null)
            {
                request.Headers.Add(header, header == "Authorization" ? "Bearer " + key : key);
            }

            using HttpResponseMessage response = await api.Client.SendAsync(request, Cancelled);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Count > 0);
            if (code is not null)
            {
                await ApiUnderTest.ProblemOfAsync(response, (HttpStatusCode)status, code);
            }
        }
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData(ReadKey, 200)]
    [InlineData(WriteKey, 200)]
    public async Task Reading_needs_a_key_when_the_operator_says_so(string? key, int status)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, settings: [.. Keys, ("Security:RequireKeyForReads", "true")]);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/products");
        request.Headers.Add("X-Api-Key", key ?? string.Empty);
        Assert.Equal(status, (int)(await api.Client.SendAsync(request, Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Without_any_key_writing_is_refused_outside_of_development_and_the_answer_says_how_to_configure_one()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/api/v1/products", Cancelled)).StatusCode);
        System.Text.Json.JsonElement problem = await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync("/api/v1/products/write", Cancelled), HttpStatusCode.Forbidden, "no_key_configured");
        Assert.Contains("Security__ApiKeys__0__Key", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_development_this_machine_may_do_everything_and_the_log_says_so_once()
    {
        FakeLoggerProvider log = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, builder => builder.Logging.AddProvider(log), kestrel: true, environment: "Development");
        for (int request = 0; request < 3; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/api/v1/admin", Cancelled)).StatusCode);
        }

        Assert.Single(log.Collector.GetSnapshot(), entry => entry.Message.StartsWith("No API key is configured", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Host", "rebound.example")]
    public async Task In_development_what_only_seems_to_come_from_this_machine_is_refused(string header, string value)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, environment: "Development", settings: ("Cors:Origins:0", "https://shop.example"));
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/admin");
        request.Headers.TryAddWithoutValidation(header, value);
        await ApiUnderTest.ProblemOfAsync(await api.Client.SendAsync(request, Cancelled), HttpStatusCode.Forbidden, "no_key_configured");
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("https://shop.example")]
    public async Task In_development_own_pages_and_those_of_allowed_sites_may_write(string origin)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, environment: "Development", settings: ("Cors:Origins:0", "https://shop.example"));
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/admin") { Headers = { { "Origin", origin } } };
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync(request, Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Another_machine_is_no_loopback_even_in_development()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, environment: "Development");
        DefaultHttpContext context = new();
        context.Request.Host = new HostString("localhost");
        OpenOnLoopback open = api.Services.GetRequiredService<OpenOnLoopback>();
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.168.1.7");
        Assert.False(open.IsOpenFor(context));
        context.Connection.RemoteIpAddress = IPAddress.IPv6Loopback;
        Assert.True(open.IsOpenFor(context));
    }

    [Theory]
    [InlineData("Security:ApiKeys:0:Key", "short")]
    [InlineData("Security:ApiKeys:0:KeySha256", "zz")]
    [InlineData("Security:ApiKeys:0:Name", "")]
    [InlineData("Security:ApiKeys:0:Scopes:0", "root")]
    [InlineData("Security:ApiKeys:1:Name", "reader")]
    [InlineData("Cors:Origins:0", "shop.example")]
    [InlineData("Cors:Origins:0", "https://shop.example/page")]
    [InlineData("Proxies:Known:0", "nginx")]
    [InlineData("Limits:ConcurrentSearches", "0")]
    public async Task A_setting_that_makes_no_sense_stops_the_start(string key, string value) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => ApiUnderTest.StartAsync(Routes, settings: [.. Keys, (key, value)]));

    [Fact]
    public async Task Requiring_a_key_with_none_configured_stops_the_start() =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => ApiUnderTest.StartAsync(Routes, settings: ("Security:RequireKeyForReads", "true")));

    [Fact]
    public void A_scope_that_does_not_exist_is_a_mistake_of_the_programmer() =>
        Assert.Throws<ArgumentException>(() => ApiScopes.Checked("root"));

    [Fact]
    public async Task Allowed_sites_get_cors_headers_and_others_do_not()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, settings: [.. Keys, ("Cors:Origins:0", "https://shop.example")]);
        foreach ((string origin, bool allowed) in new[] { ("https://shop.example", true), ("https://evil.example", false) })
        {
            using HttpRequestMessage preflight = new(HttpMethod.Options, "/api/v1/products/write")
            {
                Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "X-Api-Key" } },
            };
            using HttpResponseMessage response = await api.Client.SendAsync(preflight, Cancelled);
            Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) && values.Single() == origin);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9")]
    [InlineData("127.0.0.0/8", "203.0.113.9")]
    [InlineData("10.0.0.0/8", "127.0.0.1")]
    public async Task A_forwarded_address_counts_only_from_a_known_proxy(string known, string seen)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(
            app => app.MapGet("/who", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString()), kestrel: true, settings: ("Proxies:Known:0", known));
        using HttpRequestMessage request = new(HttpMethod.Get, "/who") { Headers = { { "X-Forwarded-For", "203.0.113.9" } } };
        using HttpResponseMessage response = await api.Client.SendAsync(request, Cancelled);
        Assert.Equal(seen, await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("203.0.113.9, 10.0.0.7", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9")]
    public async Task A_row_of_known_proxies_is_followed_to_the_first_that_is_not_known(string forwarded, string seen)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(
            app => app.MapGet("/who", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString()),
            kestrel: true,
            settings: [("Proxies:Known:0", "127.0.0.1"), ("Proxies:Known:1", "10.0.0.0/8")]);
        using HttpRequestMessage request = new(HttpMethod.Get, "/who") { Headers = { { "X-Forwarded-For", forwarded } } };
        using HttpResponseMessage response = await api.Client.SendAsync(request, Cancelled);
        Assert.Equal(seen, await response.Content.ReadAsStringAsync(Cancelled));
    }

    private static void Routes(WebApplication app)
    {
        app.MapGet("/public", () => "x");
        Microsoft.AspNetCore.Routing.RouteGroupBuilder group = app.MapApi();
        group.MapGet("/products", () => "x");
        group.MapGet("/products/write", () => "x").RequireScope("write");
        group.MapGet("/admin", () => "x").RequireScope(ApiScopes.Admin);
    }
}
