using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Images;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

/// <summary>Pictures that are kept here, as they are served.</summary>
public sealed class MediaTests
{
    private const string Products = "/api/v1/products";

    [Theory]
    [InlineData(false, "public, max-age=31536000, immutable")]
    [InlineData(true, "max-age=31536000, private, immutable")]
    public async Task Media_that_needs_a_key_is_kept_by_no_shared_cache(bool closed, string expected)
    {
        const string key = "0123456789abcdef";
        await using ShopUnderTest shop = await StartAsync(settings:
        [
            ("Security:RequireKeyForReads", closed.ToString()),
            ("Security:ApiKeys:0:Name", "shop"), ("Security:ApiKeys:0:Key", key), ("Security:ApiKeys:0:Scopes:0", "write"),
        ]);
        shop.Client.DefaultRequestHeaders.Add("X-Api-Key", key);
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a'}");
        string url = (await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created)).GetProperty("images")[0].GetProperty("url").GetString()!;

        using HttpResponseMessage picture = await shop.GetAsync(url);

        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.Equal(expected.Split(", ").Order(), picture.Headers.GetValues("Cache-Control").Single().Split(", ").Order());
    }

    [Fact]
    public async Task Media_is_resized_to_a_few_widths_and_never_enlarged()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a'}");
        string url = (await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created)).GetProperty("images")[0].GetProperty("url").GetString()!;
        PictureDecoder decoder = shop.Services.GetRequiredService<PictureDecoder>();
        HashSet<string> tags = [];
        foreach ((string asked, int width) in new[] { ("1", 64), ("64", 64), ("100", 128), ("256", 256), ("999999", 256) })
        {
            HttpResponseMessage media = await shop.GetAsync($"{url}?w={asked}");
            Assert.Equal(HttpStatusCode.OK, media.StatusCode);
            PictureResult<PictureHeader> header = decoder.Inspect(await media.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.True(header.Succeeded);
            Assert.Equal(width, header.Value.Width);
            Assert.Equal($"image/{header.Value.Format.ToString().ToLowerInvariant()}", media.Content.Headers.ContentType?.ToString());
            tags.Add(media.Headers.ETag!.ToString());
        }

        Assert.Equal(4, tags.Count);
        foreach (string wrong in new[] { "0", "-5", "x", "1e3" })
        {
            await FieldsOfAsync(await shop.GetAsync($"{url}?w={wrong}"), "w");
        }
    }

    [Fact]
    public async Task Media_that_is_unknown_or_gone_is_404()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a', 'image_url': 'https://img.example/a.jpg'}");
        foreach (string id in new[] { "0", "abc", "999999", "..%2f..%2fcatalogue.db" })
        {
            await Http.ApiUnderTest.ProblemOfAsync(await shop.GetAsync($"/media/{id}"), HttpStatusCode.NotFound, "picture_not_found");
        }

        string url = (await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created)).GetProperty("images")[1].GetProperty("url").GetString()!;
        Directory.Delete(Path.Combine(shop.DataFolder, "pictures"), recursive: true);
        await Http.ApiUnderTest.ProblemOfAsync(await shop.GetAsync(url), HttpStatusCode.NotFound, "picture_not_found");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.GetAsync(url + "?w=64"), HttpStatusCode.NotFound, "picture_not_found");
        await shop.SendAsync(HttpMethod.Delete, $"{Products}/ext:a");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.GetAsync(url), HttpStatusCode.NotFound, "picture_not_found");
    }

    [Fact]
    public async Task Media_that_cannot_be_read_is_503_with_retry_after()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a'}");
        string url = (await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created)).GetProperty("images")[0].GetProperty("url").GetString()!;
        string file = Assert.Single(Directory.EnumerateFiles(Path.Combine(shop.DataFolder, "pictures"), "*", SearchOption.AllDirectories));
        File.Delete(file);
        Directory.CreateDirectory(file);

        using HttpResponseMessage response = await shop.GetAsync(url);

        await Http.ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.ServiceUnavailable, "picture_store_unavailable");
        Assert.NotNull(response.Headers.RetryAfter);
    }
}
