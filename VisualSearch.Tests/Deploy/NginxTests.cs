using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>The site of <c>deploy/nginx</c> in a real nginx before the real Api.</summary>
[Collection(nameof(BehindNginx))]
public sealed class NginxTests(ProxiedApi proxied)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nginx_finds_nothing_wrong_with_the_site()
    {
        (int code, string output) = await NginxServer.CheckAsync();

        Assert.True(code == 0, output);
        // Newer ones have another word for http2, which Debian 12 does not know.
        Assert.DoesNotContain(output.Split('\n'), line => line.Contains("[warn]", StringComparison.Ordinal) && !line.Contains("http2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_of_a_client_arrives_and_not_the_one_that_it_claims()
    {
        (ApiHost api, _) = await proxied.BothAsync();
        using HttpClient client = await proxied.ClientAsync("127.0.0.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");

        using HttpResponseMessage answer = await client.GetAsync("/api/v1/products/0", Cancelled);

        FakeLogCollector log = api.Services.GetFakeLogCollector();
        await Eventually.HoldsAsync(() => Task.FromResult(log.GetSnapshot().Select(line => line.Message).ToList()), lines => lines.Any(line => line.StartsWith("127.0.0.7 GET /api/v1/products/0 answered 404", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.GetSnapshot(), line => line.Message.Contains("203.0.113.9", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/v1/METRICS/")]
    [InlineData("/api/v1/admin/generations")]
    [InlineData("/API/v1//%61dmin/export")]
    [InlineData("/api/v1/admin%2fexport")]
    [InlineData("/admin")]
    public async Task What_is_the_operators_is_not_there_for_others(string path)
    {
        using HttpClient client = await proxied.ClientAsync("127.0.0.9");

        using HttpResponseMessage answer = await client.GetAsync(path, Cancelled);

        JsonElement problem = await ProxiedApi.ProblemAsync(answer, HttpStatusCode.NotFound, "not_found");
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("trace_id").GetString());
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/v1/admin/generations")]
    public async Task Operators_reach_what_is_theirs(string path)
    {
        using HttpClient client = await proxied.ClientAsync();

        using HttpResponseMessage answer = await client.GetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Who_searches_too_much_is_told_when_to_come_back_and_others_are_not()
    {
        using HttpClient eager = await proxied.ClientAsync("127.0.0.8");
        using HttpClient other = await proxied.ClientAsync("127.0.0.10");

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => eager.GetAsync("/api/v1/search/suggest?q=a", Cancelled)));

        HttpResponseMessage refused = Assert.IsType<HttpResponseMessage>(answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        JsonElement problem = await ProxiedApi.ProblemAsync(refused, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.Equal("This address sends more requests than are taken from one.", problem.GetProperty("detail").GetString());
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/search/suggest?q=a", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Plain_http_is_sent_on_with_its_method()
    {
        (_, NginxServer nginx) = await proxied.BothAsync();
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

        using HttpResponseMessage answer = await client.PostAsync(new Uri($"http://127.0.0.1:{nginx.HttpPort}{ProxiedApi.Search}"), null, Cancelled);

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("https://127.0.0.1" + ProxiedApi.Search, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task An_Api_that_is_away_costs_no_request_while_another_answers()
    {
        using HttpClient client = await proxied.ClientAsync();
        for (int i = 0; i < 20; i++)
        {
            // The one that answers says so; the second Api that nginx knows is never there.
            using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/products", new { title = "" }, Cancelled);
            await ProxiedApi.ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid");
        }
    }

    [Fact]
    public async Task Without_any_Api_the_answer_is_a_problem_that_says_when_to_ask_again()
    {
        await using NginxServer nginx = await NginxServer.StartAsync(NginxServer.Nobody(), NginxServer.Nobody());
        using HttpClient client = nginx.ClientAt("127.0.0.1");

        using HttpResponseMessage answer = await client.GetAsync("/api/v1/products", Cancelled);

        await ProxiedApi.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_search_goes_on_from_an_Api_that_cannot_answer_yet_to_one_that_can()
    {
        (ApiHost api, _) = await proxied.BothAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication beginner = builder.Build();
        int refusals = 0;
        beginner.Run(context =>
        {
            Interlocked.Increment(ref refusals);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await beginner.StartAsync(Cancelled);
        await using NginxServer nginx = await NginxServer.StartAsync(new Uri(beginner.Urls.Single()), api.Address);
        using HttpClient client = nginx.ClientAt("127.0.0.1");

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await ProxiedApi.SearchAsync(client));
        }

        Assert.NotEqual(0, refusals);
    }

    [Theory]
    [InlineData("/api/v1/search/by-text", 2)]
    [InlineData("/api/v1/search/01J0000000000000000000000/click", 1)]
    public async Task What_broke_off_is_asked_again_when_it_changes_nothing(string path, int times)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication breaking = builder.Build();
        int asked = 0;
        breaking.Run(context =>
        {
            Interlocked.Increment(ref asked);
            context.Abort();
            return Task.CompletedTask;
        });
        await breaking.StartAsync(Cancelled);
        Uri address = new(breaking.Urls.Single());
        await using NginxServer nginx = await NginxServer.StartAsync(address, address);
        using HttpClient client = nginx.ClientAt("127.0.0.1");

        using HttpResponseMessage answer = await client.PostAsJsonAsync(path, new { product_id = "1", position = 1 }, Cancelled);

        await ProxiedApi.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(times, Volatile.Read(ref asked));
    }

    [Fact]
    public async Task Lists_are_packed_and_a_product_keeps_the_tag_that_guards_writes()
    {
        using HttpClient client = await proxied.ClientAsync();
        using HttpResponseMessage made = await client.PostAsJsonAsync("/api/v1/products", new { title = "cup", description = new string('x', 5000) }, Cancelled);
        string product = $"/api/v1/products/{(await ApiHost.JsonAsync(made, HttpStatusCode.Created)).GetProperty("product_id").GetString()}";
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage list = await client.GetAsync("/api/v1/products", Cancelled);
        using HttpResponseMessage one = await client.GetAsync(product, Cancelled);

        Assert.Equal(["gzip"], list.Content.Headers.ContentEncoding);
        Assert.False(one.Headers.ETag!.IsWeak);
        using HttpRequestMessage write = new(HttpMethod.Delete, product);
        write.Headers.IfMatch.Add(one.Headers.ETag);
        using HttpResponseMessage written = await client.SendAsync(write, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, written.StatusCode);
    }

    [Fact]
    public async Task What_people_look_for_is_not_in_the_access_log()
    {
        (_, NginxServer nginx) = await proxied.BothAsync();
        using HttpClient client = await proxied.ClientAsync("127.0.0.11");

        using HttpResponseMessage answer = await client.GetAsync("/api/v1/products?q=embarrassing", Cancelled);

        string log = await Eventually.HoldsAsync(() => File.ReadAllTextAsync(nginx.AccessLog, Cancelled), text => text.Contains("127.0.0.11 ", StringComparison.Ordinal));
        Assert.Contains("\"GET /api/v1/products HTTP/1.1\" 200", log, StringComparison.Ordinal);
        Assert.DoesNotContain("embarrassing", log, StringComparison.Ordinal);
    }
}
