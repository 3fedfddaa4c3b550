using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Api.Http;

namespace VisualSearch.Tests.Http;

public sealed class LimitsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void The_limits_are_those_of_the_contract()
    {
        Assert.Equal(20_971_520, BodyLimit.PictureBytes);
        Assert.Equal(20_971_520 + 65_536, BodyLimit.Picture.Bytes);
        Assert.Equal((20_971_520 + 2) / 3 * 4 + 65_536, BodyLimit.Picture.JsonBytes);
        Assert.Equal(33_554_432, BodyLimit.Batch.Bytes);
    }

    [Fact]
    public async Task A_body_that_announces_too_much_is_refused_before_it_is_sent()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Uploads, kestrel: true);
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, api.Address.Port, Cancelled);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 5000\r\n\r\n"), Cancelled);
        using StreamReader reader = new(stream);
        // Not one byte of the body has been sent, so the answer came from the header alone.
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync(Cancelled));
        string rest = await reader.ReadToEndAsync(Cancelled);
        Assert.Contains("body_too_large", rest, StringComparison.Ordinal);
        Assert.Contains("Connection: close", rest, StringComparison.Ordinal);
    }

    [Theory]
    // The server counts the framing of the chunks too.
    [InlineData("/small", 950, 200)]
    [InlineData("/small", 1001, 413)]
    [InlineData("/unnamed", 1_040_000, 200)]
    [InlineData("/unnamed", 1_048_577, 413)]
    public async Task A_body_that_turns_out_too_large_while_it_is_read_is_refused(string path, int bytes, int status)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Uploads, kestrel: true);
        using HttpRequestMessage chunked = new(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[bytes]) };
        chunked.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await api.Client.SendAsync(chunked, Cancelled);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 413)
        {
            await ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        }
    }

    [Fact]
    public async Task A_form_over_the_limit_is_refused()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Uploads, kestrel: true);
        using MultipartFormDataContent form = new() { { new ByteArrayContent(new byte[2000]), "file", "a.jpg" } };
        using HttpRequestMessage chunked = new(HttpMethod.Post, "/form") { Content = form };
        chunked.Headers.TransferEncodingChunked = true;
        await ApiUnderTest.ProblemOfAsync(await api.Client.SendAsync(chunked, Cancelled), HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task Json_has_a_limit_of_its_own_where_a_picture_is_base64()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapPost("/picture", Count).WithBodyLimit(new BodyLimit(100, 200)));
        Assert.Equal(HttpStatusCode.OK, (await api.Client.PostAsync("/picture", new StringContent(new string(' ', 150), Encoding.UTF8, "application/json"), Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await api.Client.PostAsync("/picture", new StringContent(new string(' ', 201), Encoding.UTF8, "application/json"), Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await api.Client.PostAsync("/picture", new ByteArrayContent(new byte[150]), Cancelled)).StatusCode);
    }

    [Fact]
    public async Task A_search_waits_for_a_place_and_gets_it_when_one_comes_free()
    {
        using Gate gate = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(gate.Map, settings: ("Limits:ConcurrentSearches", "1"));
        Task<HttpResponseMessage> first = api.Client.GetAsync("/search", Cancelled);
        await gate.Entered.WaitAsync(Cancelled);
        Task<HttpResponseMessage> second = api.Client.GetAsync("/search", Cancelled);
        Assert.Equal("free", await api.Client.GetStringAsync("/other", Cancelled));
        Assert.False(second.IsCompleted);
        gate.Open.Release(2);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal(1, gate.Most);
    }

    [Theory]
    [InlineData("0", "00:00:05")]
    [InlineData("10", "00:00:00.05")]
    public async Task A_search_that_finds_no_place_is_429_and_says_when_to_come_back(string waiting, string patience)
    {
        using Gate gate = new();
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(
            gate.Map, settings: [("Limits:ConcurrentSearches", "1"), ("Limits:WaitingSearches", waiting), ("Limits:WaitForPlace", patience)]);
        Task<HttpResponseMessage> first = api.Client.GetAsync("/search", Cancelled);
        await gate.Entered.WaitAsync(Cancelled);
        using HttpResponseMessage second = await api.Client.GetAsync("/search", Cancelled);
        await ApiUnderTest.ProblemOfAsync(second, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.NotNull(second.Headers.RetryAfter);
        gate.Open.Release();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
    }

    [Fact]
    public async Task Patience_is_five_seconds_of_the_injected_clock_and_a_place_given_up_is_not_lost()
    {
        FakeTimeProvider time = new();
        using SearchPlaces places = new(Options.Create(new LimitOptions { ConcurrentSearches = 1 }), time);
        IDisposable held = (await places.TakeAsync(Cancelled))!;
        Task<IDisposable?> waiting = places.TakeAsync(Cancelled).AsTask();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(await waiting.WaitAsync(Cancelled));
        held.Dispose();
        Assert.NotNull(await places.TakeAsync(Cancelled));

        using CancellationTokenSource gone = new();
        Task<IDisposable?> abandoned = places.TakeAsync(gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_is_503()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(
            app => app.MapGet("/slow", async (CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)),
            settings: ("Limits:RequestTimeout", "00:00:01"));
        await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync("/slow", Cancelled), HttpStatusCode.ServiceUnavailable, "timed_out");
    }

    [Fact]
    public async Task The_rate_limit_is_off_by_default()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapGet("/", () => "x"));
        for (int request = 0; request < 150; request++)
        {
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/", Cancelled)).StatusCode);
        }
    }

    [Fact]
    public async Task The_rate_limit_counts_each_client_for_itself_and_says_when_to_come_back()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(
            app =>
            {
                app.MapGet("/", () => "x");
                app.MapGet("/probe", () => "x").DisableRateLimiting();
            },
            settings:
            [
                ("RateLimit:Enabled", "true"), ("RateLimit:Requests", "1"), ("RateLimit:Per", "01:00:00"), ("RateLimit:Burst", "2"),
                ("Security:ApiKeys:0:Name", "shop"), ("Security:ApiKeys:0:Key", "0123456789abcdef"), ("Security:ApiKeys:0:Scopes:0", "read"),
            ]);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/", Cancelled)).StatusCode);
        using HttpResponseMessage refused = await api.Client.GetAsync("/", Cancelled);
        await ApiUnderTest.ProblemOfAsync(refused, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1000, 3600);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/probe", Cancelled)).StatusCode);
        using HttpRequestMessage keyed = new(HttpMethod.Get, "/") { Headers = { { "X-Api-Key", "0123456789abcdef" } } };
        Assert.Equal(HttpStatusCode.OK, (await api.Client.SendAsync(keyed, Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData("10.1.2.3", "address:10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "address:10.1.2.3")]
    [InlineData("2001:db8:1:2:3::4", "address:20010DB800010002")]
    [InlineData(null, "address:local")]
    public void A_client_is_its_address_and_a_whole_subscriber_of_ipv6(string? address, string client)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        Assert.Equal(client, ClientRateLimit.ClientOf(context));
    }

    private static void Uploads(WebApplication app)
    {
        app.MapPost("/small", Count).WithBodyLimit(1000);
        app.MapPost("/unnamed", Count);
        app.MapPost("/form", (IFormFile file) => file.Length).WithBodyLimit(1000).DisableAntiforgery();
    }

    private static async Task<long> Count(HttpRequest request, CancellationToken cancellationToken)
    {
        using MemoryStream copy = new();
        await request.Body.CopyToAsync(copy, cancellationToken);
        return copy.Length;
    }

    /// <summary>A search that stays inside until it is let go.</summary>
    private sealed class Gate : IDisposable
    {
        private int _inside;

        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Open { get; } = new(0);

        public int Most { get; private set; }

        public void Map(WebApplication app)
        {
            app.MapGet("/other", () => "free");
            app.MapGet("/search", async (CancellationToken cancellationToken) =>
            {
                Most = Math.Max(Most, Interlocked.Increment(ref _inside));
                Entered.Release();
                await Open.WaitAsync(cancellationToken);
                Interlocked.Decrement(ref _inside);
            }).WithSearchPlace();
        }

        public void Dispose()
        {
            Entered.Dispose();
            Open.Dispose();
        }
    }
}
