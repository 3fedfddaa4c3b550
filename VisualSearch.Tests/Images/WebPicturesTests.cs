using System.Net;
using System.Text;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

public sealed class WebPicturesTests
{
    private static readonly byte[] Picture = Tiny.Png();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_comes_with_its_etag_and_nothing_of_ours_is_told_to_the_server()
    {
        await using ScriptedServer server = ScriptedServer.Answering(Picture);
        using WebPictures web = ImagesParts.Web();

        PictureResult<FetchedPicture> result = await Fetch(web, server.Address());

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Picture, result.Value.Content.ToArray());
        Assert.Equal("\"v1\"", result.Value.ETag);
        string request = Assert.Single(server.Requests);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Accept-Encoding", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_unchanged_picture_is_not_sent_again()
    {
        await using ScriptedServer server = new((head, stream, token) =>
            ScriptedServer.SendAsync(stream, head.Contains("If-None-Match: \"v1\"", StringComparison.Ordinal) ? "HTTP/1.1 304 Not Modified" : "HTTP/1.1 500 No", [], token));
        using WebPictures web = ImagesParts.Web();

        PictureResult<FetchedPicture> result = await web.FetchAsync(Reference(server.Address()), "\"v1\"", Cancelled);

        Assert.True(result.Value?.NotModified);
        Assert.True(result.Value!.Content.IsEmpty);
    }

    [Fact]
    public async Task A_body_that_declares_too_much_is_refused_unread()
    {
        await using ScriptedServer server = new(async (_, stream, token) =>
        {
            await ScriptedServer.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 20971521", [], token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using WebPictures web = ImagesParts.Web();

        Assert.Equal(PictureProblem.TooLarge, (await Fetch(web, server.Address())).Failure?.Problem);
    }

    [Theory]
    [InlineData("http://xn--/a.jpg")]
    [InlineData("http://xn--a/a.jpg")]
    [InlineData("http://xn--999999999/a.jpg")]
    [InlineData("http://\u0430xn--\u0301.com/a.jpg")]
    [InlineData("http://\u00ad/a.jpg")]
    [InlineData("http://\ufdd0.example/a.jpg")]
    [InlineData("http://a..b/a.jpg")]
    [InlineData("http://-/a.jpg")]
    [InlineData("http://_/a.jpg")]
    [InlineData("http://%41%00/a.jpg")]
    [InlineData("http://[fe80::1%25eth0]/a.jpg")]
    [InlineData("http://0x7f.1/a.jpg")]
    [InlineData("http://a:65536/a.jpg")]
    [InlineData("http://a:0/a.jpg")]
    [InlineData("http://\u0631a.\u05d0b/a.jpg")]
    [InlineData("http://\u3002\u3002/a.jpg")]
    public async Task A_strange_host_is_a_failure_and_never_an_exception(string address)
    {
        using WebPictures web = ImagesParts.Web(options => options.Retries = 0, _ => [System.Net.IPAddress.Loopback]);

        if (ImageReference.TryParse(address, out ImageReference? reference))
        {
            PictureResult<FetchedPicture> result = await web.FetchAsync((ImageReference.Web)reference, null, Cancelled);
            Assert.False(result.Succeeded);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(4000)]
    public Task A_long_host_is_a_failure_and_never_an_exception(int length) =>
        A_strange_host_is_a_failure_and_never_an_exception("http://" + new string('\u0436', length) + "/a.jpg");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_grows_too_large_is_cut_off(bool chunked)
    {
        await using ScriptedServer server = new(async (_, stream, token) =>
        {
            await ScriptedServer.SendAsync(stream, "HTTP/1.1 200 OK" + (chunked ? "\r\nTransfer-Encoding: chunked" : "\r\nConnection: close"), [], token);
            byte[] piece = new byte[1000];
            Picture.AsSpan(0, 12).CopyTo(piece);
            while (true)
            {
                await stream.WriteAsync(chunked ? [.. Encoding.ASCII.GetBytes("3E8\r\n"), .. piece, 13, 10] : piece, token);
            }
        });
        using WebPictures web = ImagesParts.Web(options => options.MaxBytes = 50_000);

        Assert.Equal(PictureProblem.TooLarge, (await Fetch(web, server.Address())).Failure?.Problem);
    }

    [Fact]
    public async Task Exactly_the_limit_is_still_read()
    {
        byte[] content = new byte[50_000];
        Picture.CopyTo(content, 0);
        await using ScriptedServer server = ScriptedServer.Answering(content);
        using WebPictures web = ImagesParts.Web(options => options.MaxBytes = 50_000);

        Assert.Equal(50_000, (await Fetch(web, server.Address())).Value?.Content.Length);
    }

    [Fact]
    public async Task Half_a_body_may_work_another_time()
    {
        await using ScriptedServer server = new((_, stream, token) => ScriptedServer.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000", Picture, token));
        using WebPictures web = ImagesParts.Web();

        AssertUnreachable(await Fetch(web, server.Address()), transient: true);
    }

    [Theory]
    [InlineData("<!doctype html><html><body>no picture here</body></html>", PictureProblem.UnsupportedFormat)]
    [InlineData("GIF89a..........", PictureProblem.UnsupportedFormat)]
    [InlineData("x", PictureProblem.UnsupportedFormat)]
    [InlineData("", PictureProblem.Corrupt)]
    public async Task What_is_not_a_picture_by_its_bytes_is_refused_whatever_it_is_called(string body, PictureProblem problem)
    {
        await using ScriptedServer server = ScriptedServer.Answering(Encoding.ASCII.GetBytes(body), "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg");
        using WebPictures web = ImagesParts.Web();

        Assert.Equal(problem, (await Fetch(web, server.Address())).Failure?.Problem);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(410, false)]
    [InlineData(204, false)]
    [InlineData(304, false)]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task A_status_other_than_200_is_unreachable_and_says_whether_to_try_again(int status, bool transient)
    {
        await using ScriptedServer server = ScriptedServer.Answering([], $"HTTP/1.1 {status} Status");
        using WebPictures web = ImagesParts.Web();

        AssertUnreachable(await Fetch(web, server.Address()), transient);
    }

    [Theory]
    [InlineData(503, 3)]
    [InlineData(404, 1)]
    public async Task Only_what_may_pass_is_tried_again(int status, int requests)
    {
        await using ScriptedServer server = ScriptedServer.Answering([], $"HTTP/1.1 {status} Status");
        using WebPictures web = ImagesParts.Web(options => options.Retries = 2);

        _ = await Fetch(web, server.Address());

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_second_attempt_can_succeed()
    {
        int asked = 0;
        await using ScriptedServer server = new((_, stream, token) => Interlocked.Increment(ref asked) == 1
            ? ScriptedServer.SendAsync(stream, "HTTP/1.1 503 Later\r\nContent-Length: 0\r\nConnection: close", [], token)
            : ScriptedServer.SendAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Picture.Length}", Picture, token));
        using WebPictures web = ImagesParts.Web(options => options.Retries = 1);

        Assert.True((await Fetch(web, server.Address())).Succeeded);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        await using ScriptedServer server = new((_, _, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        using WebPictures web = ImagesParts.Web(options => options.IdleTimeout = options.ConnectTimeout = TimeSpan.FromMilliseconds(150));

        AssertUnreachable(await Fetch(web, server.Address()), transient: true);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_is_given_up()
    {
        await using ScriptedServer server = new(async (_, stream, token) =>
        {
            await ScriptedServer.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000", Picture, token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using WebPictures web = ImagesParts.Web(options => options.IdleTimeout = TimeSpan.FromMilliseconds(150));

        AssertUnreachable(await Fetch(web, server.Address()), transient: true);
    }

    [Fact]
    public async Task A_server_that_drips_is_given_up_when_the_whole_takes_too_long()
    {
        await using ScriptedServer server = new(async (_, stream, token) =>
        {
            await ScriptedServer.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000", Picture, token);
            while (true)
            {
                await stream.WriteAsync(new byte[1], token);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, token);
            }
        });
        using WebPictures web = ImagesParts.Web(options =>
        {
            options.FetchTimeout = TimeSpan.FromMilliseconds(400);
            options.Retries = 3;
        });

        AssertUnreachable(await Fetch(web, server.Address()), transient: true);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_obeyed()
    {
        using CancellationTokenSource caller = new();
        await using ScriptedServer server = new(async (_, _, token) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using WebPictures web = ImagesParts.Web();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => web.FetchAsync(Reference(server.Address()), null, caller.Token));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_or_a_closed_port_may_work_another_time()
    {
        int port;
        await using (ScriptedServer server = ScriptedServer.Answering(Picture))
        {
            port = server.Port;
        }

        using WebPictures web = ImagesParts.Web();

        AssertUnreachable(await Fetch(web, "http://no.such.host/a.jpg"), transient: true);
        AssertUnreachable(await Fetch(web, $"http://127.0.0.1:{port}/a.jpg"), transient: true);
    }

    private static void AssertUnreachable(PictureResult<FetchedPicture> result, bool transient)
    {
        Assert.Equal(PictureProblem.Unreachable, result.Failure?.Problem);
        Assert.Equal(transient, result.Failure!.Transient);
        Assert.DoesNotContain(IPAddress.Loopback.ToString(), result.Failure.Detail, StringComparison.Ordinal);
    }

    private static Task<PictureResult<FetchedPicture>> Fetch(WebPictures web, string address) => web.FetchAsync(Reference(address), null, Cancelled);

    private static ImageReference.Web Reference(string address)
    {
        Assert.True(ImageReference.TryParse(address, out ImageReference? reference));
        return Assert.IsType<ImageReference.Web>(reference);
    }
}
