using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

/// <summary>Pictures at web addresses as a page gets them: from us.</summary>
public sealed class ForeignMediaTests : IAsyncLifetime
{
    private ShopUnderTest? _shop;
    private PictureServer? _server;

    private ShopUnderTest Shop => _shop!;

    private PictureServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await PictureServer.StartAsync();
        _shop = await StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:Retries", "0")]);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_at_a_web_address_is_fetched_once_shrunk_and_kept_for_the_next()
    {
        string media = await AddAsync(Server.Serve("tomato", SamplePicture("1f345")));

        using HttpResponseMessage first = await Shop.GetAsync(media + "?w=100");
        using HttpResponseMessage second = await Shop.GetAsync(media + "?w=128");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("image/jpeg", first.Content.Headers.ContentType?.ToString());
        byte[] shown = await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128, Shop.Services.GetRequiredService<PictureDecoder>().Inspect(shown).Value!.Width);
        Assert.Equal(shown, await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, Server.Asked("tomato"));
        Assert.Equal("max-age=86400, public", string.Join(", ", first.Headers.GetValues("Cache-Control").Single().Split(", ").Order()));

        using HttpResponseMessage again = await Shop.GetAsync(media + "?w=128", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using HttpResponseMessage head = await Shop.SendAsync(HttpMethod.Head, media + "?w=128");
        Assert.Equal((HttpStatusCode.OK, shown.Length), (head.StatusCode, (int)head.Content.Headers.ContentLength!));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_a_width_the_way_to_the_picture_is_told()
    {
        string address = Server.Serve("tomato", SamplePicture("1f345"));

        using HttpResponseMessage answer = await Shop.GetAsync(await AddAsync(address));

        Assert.Equal((HttpStatusCode.Redirect, address), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal(0, Server.Asked("tomato"));
    }

    [Fact]
    public async Task Many_who_ask_for_one_picture_have_it_fetched_once()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string media = await AddAsync(Server.Serve("slow", async (context, _) =>
        {
            await open.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(SamplePicture("1f345"), context.RequestAborted);
        }));

        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 12).Select(i => Shop.GetAsync($"{media}?w={(i % 2 == 0 ? 64 : 128)}"))];
        await Eventually.HoldsAsync(() => Task.FromResult(Server.Asked("slow")), times => times > 0);
        open.SetResult();

        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, Server.Asked("slow"));
    }

    [Fact]
    public async Task A_picture_that_failed_is_not_asked_for_again_at_once_and_its_failure_not_cached()
    {
        string gone = await AddAsync(Server.Serve("gone", (context, _) =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));
        string text = await AddAsync(Server.Serve("text", "no picture at all, though long enough to be one"u8.ToArray()));
        string cut = await AddAsync(Server.Serve("cut", SamplePicture("1f345")[..400]));
        for (int i = 0; i < 2; i++)
        {
            foreach ((string media, int status, string code) in new[] { (gone, 422, "image_unreachable"), (text, 415, "unsupported_picture"), (cut, 422, "corrupt_picture") })
            {
                using HttpResponseMessage answer = await Shop.GetAsync(media + "?w=64");
                await Http.ApiUnderTest.ProblemOfAsync(answer, (HttpStatusCode)status, code);
                Assert.True(answer.Headers.CacheControl?.NoStore);
            }
        }

        Assert.Equal((1, 1, 1), (Server.Asked("gone"), Server.Asked("text"), Server.Asked("cut")));
    }

    [Theory]
    [InlineData("http://10.1.2.3/a.jpg", "forbidden_address")]
    [InlineData("http://169.254.169.254/latest/meta-data", "forbidden_address")]
    [InlineData("http://[::1]/a.jpg", "forbidden_address")]
    [InlineData("s3://bucket/key.jpg", "source_not_configured")]
    public async Task An_address_that_must_not_be_connected_to_is_refused(string address, string code)
        => await Http.ApiUnderTest.ProblemOfAsync(await Shop.GetAsync(await AddAsync(address) + "?w=64"), HttpStatusCode.UnprocessableEntity, code);

    [Theory]
    [InlineData("/api/v1/products")]
    [InlineData("/api/v1/products/ext:a")]
    [InlineData("/api/v1/products/facets")]
    [InlineData("/media/1")]
    public async Task What_is_read_with_get_is_looked_at_with_head(string path)
    {
        await AddAsync("https://img.example/a.jpg", "a");

        using HttpResponseMessage get = await Shop.GetAsync(path);
        using HttpResponseMessage head = await Shop.SendAsync(HttpMethod.Head, path);

        Assert.Equal((get.StatusCode, get.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_document_tells_each_route_once()
    {
        JsonElement paths = (await JsonOfAsync(await Shop.GetAsync("/openapi/v1.json"))).GetProperty("paths");
        string[] names = [.. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString()!)];

        Assert.Equal(names.Distinct(), names);
        Assert.Contains("GetMedia", names);
        Assert.Equal("w", paths.GetProperty("/media/{image_id}").GetProperty("get").GetProperty("parameters").EnumerateArray().Last().GetProperty("name").GetString());
    }

    /// <returns>Where we serve it.</returns>
    private async Task<string> AddAsync(string address, string? externalId = null)
    {
        string id = externalId is null ? "null" : $"'{externalId}'";
        JsonElement product = await Shop.CreateAsync($"{{'title': 'Thing', 'external_id': {id}, 'image_url': '{address}'}}");
        return "/media/" + product.GetProperty("images")[0].GetProperty("image_id").GetString();
    }
}
