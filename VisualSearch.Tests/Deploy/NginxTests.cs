using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>The site of <c>deploy/nginx</c> in a real nginx before the real Api.</summary>
public sealed class NginxTests(ProxiedApi proxied) : IClassFixture<ProxiedApi>
{
    private const string Search = "/api/v1/search/by-image?limit=1";
    private const int TwentyMegabytes = 20_971_520;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nginx_finds_nothing_wrong_with_the_site()
    {
        (int code, string output) = await NginxServer.CheckAsync();

        Assert.True(code == 0 && !output.Contains("[warn]", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task A_picture_of_20_MB_passes()
    {
        using HttpClient client = await ClientAsync();

        using HttpResponseMessage answer = await client.PostAsync(Search, Picture(TwentyMegabytes), Cancelled);

        await ApiHost.JsonAsync(answer);
    }

    [Fact]
    public async Task A_picture_of_21_MB_is_refused_by_the_Api_in_its_own_words()
    {
        using HttpClient client = await ClientAsync();

        using HttpResponseMessage answer = await client.PostAsync(Search, Picture(21 * 1024 * 1024), Cancelled);

        JsonElement problem = await ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.EndsWith("the request announces 22020096.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_larger_than_any_route_takes_is_refused_by_nginx_in_the_same_form()
    {
        using HttpClient client = await ClientAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, Search) { Content = Picture(34 * 1024 * 1024) };
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage answer = await client.SendAsync(request, Cancelled);

        JsonElement problem = await ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Equal("No route reads bodies of more than 33 MiB.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_address_of_a_client_arrives_and_not_the_one_that_it_claims()
    {
        (ApiHost api, _) = await proxied.BothAsync();
        using HttpClient client = await ClientAsync("127.0.0.7");
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
        using HttpClient client = await ClientAsync("127.0.0.9");

        using HttpResponseMessage answer = await client.GetAsync(path, Cancelled);

        JsonElement problem = await ProblemAsync(answer, HttpStatusCode.NotFound, "not_found");
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("trace_id").GetString());
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/v1/admin/generations")]
    public async Task Operators_reach_what_is_theirs(string path)
    {
        using HttpClient client = await ClientAsync();

        using HttpResponseMessage answer = await client.GetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Who_searches_too_much_is_told_when_to_come_back_and_others_are_not()
    {
        using HttpClient eager = await ClientAsync("127.0.0.8");
        using HttpClient other = await ClientAsync("127.0.0.10");

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => eager.GetAsync("/api/v1/search/suggest?q=a", Cancelled)));

        HttpResponseMessage refused = Assert.IsType<HttpResponseMessage>(answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        JsonElement problem = await ProblemAsync(refused, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.Equal("This address sends more requests than are taken from one.", problem.GetProperty("detail").GetString());
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/search/suggest?q=a", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Plain_http_is_sent_on_with_its_method()
    {
        (_, NginxServer nginx) = await proxied.BothAsync();
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

        using HttpResponseMessage answer = await client.PostAsync(new Uri($"http://127.0.0.1:{nginx.HttpPort}{Search}"), null, Cancelled);

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("https://127.0.0.1" + Search, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task An_Api_that_is_away_costs_no_request_while_another_answers()
    {
        using HttpClient client = await ClientAsync();
        for (int i = 0; i < 20; i++)
        {
            // The one that answers says so; the second Api that nginx knows is never there.
            using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/products", new { title = "" }, Cancelled);
            await ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid");
        }
    }

    [Fact]
    public async Task Without_any_Api_the_answer_is_a_problem_that_says_when_to_ask_again()
    {
        await using NginxServer nginx = await NginxServer.StartAsync(NginxServer.Nobody(), NginxServer.Nobody());
        using HttpClient client = nginx.ClientAt("127.0.0.1");

        using HttpResponseMessage answer = await client.GetAsync("/api/v1/products", Cancelled);

        await ProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Lists_are_packed_and_a_product_keeps_the_tag_that_guards_writes()
    {
        using HttpClient client = await ClientAsync();
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
        using HttpClient client = await ClientAsync("127.0.0.11");

        using HttpResponseMessage answer = await client.GetAsync("/api/v1/products?q=embarrassing", Cancelled);

        string log = await Eventually.HoldsAsync(() => File.ReadAllTextAsync(nginx.AccessLog, Cancelled), text => text.Contains("127.0.0.11 ", StringComparison.Ordinal));
        Assert.Contains("\"GET /api/v1/products HTTP/1.1\" 200", log, StringComparison.Ordinal);
        Assert.DoesNotContain("embarrassing", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_sends_slowly_takes_no_place_among_the_searches()
    {
        (ApiHost api, NginxServer nginx) = await proxied.BothAsync();
        byte[] picture = SampleShop.Query("1f34c");
        using HttpClient other = await ClientAsync();

        // Without nginx half a picture takes the only place there is.
        using (TcpClient direct = new())
        {
            await direct.ConnectAsync(IPAddress.Loopback, api.Address.Port, Cancelled);
            await BeginAsync(direct.GetStream(), picture);
            await Eventually.HoldsAsync(() => SearchAsync(api.Client), status => status == HttpStatusCode.TooManyRequests);
        }

        await Eventually.HoldsAsync(() => SearchAsync(api.Client), status => status == HttpStatusCode.OK);

        await using SslStream slow = await nginx.ConnectAsync(Cancelled);
        await BeginAsync(slow, picture);
        using StreamReader answer = new(slow, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await answer.ReadLineAsync(Cancelled));
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(other));

        await slow.WriteAsync(picture.AsMemory(picture.Length / 2), Cancelled);
        Assert.Contains("HTTP/1.1 200", await answer.ReadToEndAsync(Cancelled), StringComparison.Ordinal);
    }

    private static async Task BeginAsync(Stream connection, byte[] picture)
    {
        string head = $"POST {Search} HTTP/1.1\r\nHost: {NginxServer.Name}\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), Cancelled);
        await connection.WriteAsync(picture.AsMemory(0, picture.Length / 2), Cancelled);
    }

    private static async Task<HttpStatusCode> SearchAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.PostAsync(Search, Picture(TwentyMegabytes / 100), Cancelled);
        return answer.StatusCode;
    }

    private static ByteArrayContent Picture(int bytes)
    {
        // A JPEG ends where it says; what follows is carried along.
        byte[] body = new byte[bytes];
        SampleShop.Query("1f34c").CopyTo(body, 0);
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return content;
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        JsonElement problem = await ApiHost.JsonAsync(answer, status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    private async Task<HttpClient> ClientAsync(string address = "127.0.0.1")
    {
        HttpClient client = (await proxied.BothAsync()).Nginx.ClientAt(address);
        client.DefaultRequestHeaders.Add("X-Api-Key", ProxiedApi.Key);
        return client;
    }
}
