using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Pictures that a client names by address: what may be fetched, and what each failure is called. 127.0.0.1 is allowed to this Api, no other private address.</summary>
public sealed class FetchedPictureTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private ApiHost Api => shop.Api;

    [Theory]
    [InlineData("http://127.0.0.2/a.jpg")]
    [InlineData("http://2130706434/a.jpg")]
    [InlineData("http://0x7f.0.0.2/a.jpg")]
    [InlineData("http://10.0.0.1/a.jpg")]
    [InlineData("http://172.16.0.1/a.jpg")]
    [InlineData("http://192.168.1.1/a.jpg")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://0.0.0.0/a.jpg")]
    [InlineData("http://[::1]/a.jpg")]
    [InlineData("http://[::ffff:10.0.0.1]/a.jpg")]
    [InlineData("http://[fe80::1]/a.jpg")]
    [InlineData("http://[fd00:ec2::254]/a.jpg")]
    [InlineData("http://[64:ff9b::a00:1]/a.jpg")]
    [InlineData("ftp://example.com/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:image/png;base64,iVBORw0KGgo=")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("s3://bucket/key")]
    [InlineData("local:abc")]
    [InlineData("http://name:word@example.com/a.jpg")]
    public async Task An_address_that_must_not_be_connected_to_is_refused(string address)
    {
        JsonElement problem = await RefusedAsync(Api.PostAsync(ByImage, new { image_url = address }), 422, "forbidden_address");
        Assert.DoesNotContain("127.0.0.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.2:8000/a.jpg")]
    [InlineData("http://10.0.0.1/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//169.254.169.254/latest")]
    public async Task A_redirect_to_such_an_address_is_refused(string target)
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("moved.jpg", (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });

        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = address }), 422, "forbidden_address");
    }

    [Fact]
    public async Task A_redirect_to_an_allowed_address_is_followed()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        server.Serve("there.jpg", SampleShop.Picture("1f345"));
        string address = server.Serve("here.jpg", (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.Location = "there.jpg";
            return Task.CompletedTask;
        });

        Assert.Equal("sample_1f345", ExternalId(First(await AnsweredAsync(Api.PostAsync(ByImage, new { image_url = address })))));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(204)]
    public async Task A_server_that_has_no_picture_is_unreachable(int status)
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("a.jpg", (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = address }), 422, "image_unreachable");
    }

    [Fact]
    public async Task A_server_that_stutters_is_asked_again()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("a.jpg", async (context, times) =>
        {
            if (times < 3)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            await context.Response.Body.WriteAsync(SampleShop.Picture("1f345"));
        });

        Assert.Equal("sample_1f345", ExternalId(First(await AnsweredAsync(Api.PostAsync(ByImage, new { image_url = address })))));
        Assert.Equal(3, server.Asked("a.jpg"));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = $"http://127.0.0.1:{port}/a.jpg" }), 422, "image_unreachable");
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_unreachable()
        => await RefusedAsync(Api.PostAsync(ByImage, new { image_url = "http://no-such-host.invalid/a.jpg" }), 422, "image_unreachable");

    [Fact]
    public async Task What_was_fetched_and_is_no_picture_has_the_problem_of_a_picture()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        byte[] good = SampleShop.Query("1f34c");

        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = server.Serve("page.jpg", "<html>Not here</html>"u8.ToArray()) }), 415, "unsupported_picture");
        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = server.Serve("cut.jpg", good[..300]) }), 422, "corrupt_picture");
        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = server.Serve("empty.jpg", []) }), 422, "corrupt_picture");
    }

    [Fact]
    public async Task A_picture_that_is_announced_too_large_is_413_and_not_fetched()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("large.jpg", async (context, _) =>
        {
            context.Response.ContentLength = 30_000_000;
            await context.Response.Body.WriteAsync(SampleShop.Query("1f34c"));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        await RefusedAsync(Api.PostAsync(ByImage, new { image_url = address }), 413, "picture_too_large");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_unreachable_in_the_time_the_operator_allows()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:IdleTimeout", "00:00:00.2"), ("Images:FetchTimeout", "00:00:05"), ("Images:Retries", "0")]);
        string address = server.Serve("a.jpg", async (context, _) =>
        {
            await context.Response.Body.WriteAsync(SampleShop.Query("1f34c").AsMemory(0, 500));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        await RefusedAsync(api.PostAsync(ByImage, new { image_url = address }), 422, "image_unreachable");
    }

    [Fact]
    public async Task Without_allowed_networks_loopback_is_forbidden_by_address_and_by_name()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        await using ApiHost api = await ApiHost.StartAsync();
        string address = server.Serve("a.jpg", SampleShop.Picture("1f345"));

        await RefusedAsync(api.PostAsync(ByImage, new { image_url = address }), 422, "forbidden_address");
        await RefusedAsync(api.PostAsync(ByImage, new { image_url = address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) }), 422, "forbidden_address");
        Assert.Equal(0, server.Asked("a.jpg"));
    }
}
