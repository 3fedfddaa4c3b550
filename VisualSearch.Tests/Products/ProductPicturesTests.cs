using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Images;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

public sealed class ProductPicturesTests
{
    private const string Products = "/api/v1/products";

    [Theory]
    [InlineData("file")]
    [InlineData("image")]
    public async Task An_uploaded_picture_is_201_and_served_as_it_was_sent(string field)
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement before = await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a', 'image_url': 'https://img.example/a.jpg'}");
        byte[] picture = SamplePicture("1f345");
        HttpResponseMessage response = await shop.UploadAsync("ext:a", picture, field, "text/html");

        JsonElement product = await JsonOfAsync(response, HttpStatusCode.Created);
        Assert.True(product.GetProperty("version").GetInt64() > before.GetProperty("version").GetInt64());
        Assert.Equal($"\"{product.GetProperty("version").GetInt64()}\"", response.Headers.ETag?.ToString());
        JsonElement added = product.GetProperty("images").EnumerateArray().Last();
        string url = added.GetProperty("url").GetString()!;
        Assert.Equal($"{shop.Client.BaseAddress}media/{added.GetProperty("image_id").GetString()}", url);
        Assert.Equal(url, response.Headers.Location?.OriginalString);
        Assert.Equal(1, added.GetProperty("position").GetInt32());

        HttpResponseMessage media = await shop.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, media.StatusCode);
        Assert.Equal(picture, await media.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/webp", media.Content.Headers.ContentType?.ToString());
        Assert.Contains("immutable", media.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", media.Headers.GetValues("X-Content-Type-Options").Single());

        HttpResponseMessage known = await shop.GetAsync(url, ("If-None-Match", media.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        HttpResponseMessage head = await shop.SendAsync(HttpMethod.Head, url);
        Assert.Equal(picture.Length, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task The_same_picture_sent_again_stays_one_picture()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a'}");
        JsonElement first = await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created);
        JsonElement second = await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")));
        Assert.Equal(first.GetRawText(), second.GetRawText());
    }

    [Fact]
    public async Task A_kept_picture_sent_back_by_its_address_stays_and_one_left_out_goes()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a'}");
        await shop.UploadAsync("ext:a", SamplePicture("1f345"));
        JsonElement images = (await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f346")), HttpStatusCode.Created)).GetProperty("images");
        string kept = images[1].GetProperty("url").GetString()!;
        string gone = images[0].GetProperty("url").GetString()!;

        JsonElement after = await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", $"{{'title': 'Tomato', 'images': ['{kept}', 'https://img.example/a.jpg']}}"));
        Assert.Equal([kept, "https://img.example/a.jpg"], after.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()));
        Assert.Equal(images[1].GetProperty("image_id").GetString(), after.GetProperty("images")[0].GetProperty("image_id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync(kept)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync(gone)).StatusCode);
    }

    [Fact]
    public async Task A_product_sent_back_just_as_it_was_read_keeps_its_pictures()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a', 'images': ['https://img.example/a.jpg']}");
        JsonElement read = await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created);

        JsonElement after = await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", read.GetRawText()));

        Assert.Equal(2, after.GetProperty("images").GetArrayLength());
        Assert.Equal(
            read.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("image_id").GetString()),
            after.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("image_id").GetString()));
    }

    [Fact]
    public async Task Addresses_of_others_that_differ_by_letter_case_are_different_pictures()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Tomato', 'external_id': 'a', 'images': ['https://img.example/A.jpg', 'https://img.example/a.jpg']}");
        string kept = (await JsonOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Created)).GetProperty("images")[2].GetProperty("url").GetString()!;

        JsonElement after = await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", $"{{'title': 'Tomato', 'images': ['{kept.ToUpperInvariant().Replace("HTTP", "http", StringComparison.Ordinal).Replace("MEDIA", "media", StringComparison.Ordinal)}', 'https://img.example/a.jpg', 'https://img.example/A.jpg']}}"));

        Assert.Equal([kept, "https://img.example/a.jpg", "https://img.example/A.jpg"], after.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()));
    }

    public static TheoryData<string, HttpStatusCode, string> BadPictures() => new()
    {
        { "empty", HttpStatusCode.UnprocessableEntity, "corrupt_picture" },
        { "text", HttpStatusCode.UnsupportedMediaType, "unsupported_picture" },
        { "gif", HttpStatusCode.UnsupportedMediaType, "unsupported_picture" },
        { "svg", HttpStatusCode.UnsupportedMediaType, "unsupported_picture" },
        { "cut", HttpStatusCode.UnprocessableEntity, "corrupt_picture" },
        { "huge header", HttpStatusCode.UnprocessableEntity, "too_many_pixels" },
        { "too long", HttpStatusCode.RequestEntityTooLarge, "picture_too_large" },
        { "far too long", HttpStatusCode.RequestEntityTooLarge, "body_too_large" },
    };

    [Theory]
    [MemberData(nameof(BadPictures))]
    public async Task A_bad_picture_is_refused_and_nothing_is_stored(string kind, HttpStatusCode status, string code)
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement before = await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.UploadAsync("ext:a", Bad(kind), contentType: "image/jpeg"), status, code);
        JsonElement after = await JsonOfAsync(await shop.GetAsync($"{Products}/ext:a"));
        Assert.Equal(before.GetRawText(), after.GetRawText());
        Assert.Equal(0, shop.KeptFiles());
    }

    [Fact]
    public async Task A_picture_of_the_greatest_size_is_read()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        byte[] picture = Tiny.Png();
        Array.Resize(ref picture, 20_971_520);
        HttpResponseMessage response = await shop.UploadAsync("ext:a", picture);
        await JsonOfAsync(response, HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_body_that_announces_too_much_is_413_before_it_is_sent()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        using TcpClient socket = new();
        await socket.ConnectAsync(shop.Client.BaseAddress!.Host, shop.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = socket.GetStream();
        string head = $"POST {Products}/ext:a/images HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 21100000\r\n\r\n--b\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        byte[] answer = new byte[12];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--b--\r\n", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n2\r\n--b--\r\n", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("multipart/form-data", "--b--", HttpStatusCode.BadRequest, "malformed_request")]
    [InlineData("image/png", "x", HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    public async Task A_form_without_one_picture_is_refused(string contentType, string body, HttpStatusCode status, string code)
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        using ByteArrayContent content = new(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        HttpResponseMessage response = await shop.Client.PostAsync($"{Products}/ext:a/images", content, TestContext.Current.CancellationToken);
        await Http.ApiUnderTest.ProblemOfAsync(response, status, code);
    }

    [Fact]
    public async Task A_product_full_of_pictures_takes_no_more()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync($"{{'title': 'Mug', 'external_id': 'a', 'images': [{string.Join(',', Enumerable.Range(0, 20).Select(i => $"'https://img.example/{i}.jpg'"))}]}}");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.UploadAsync("ext:a", SamplePicture("1f345")), HttpStatusCode.Conflict, "too_many_pictures");
        Assert.Equal(0, shop.KeptFiles());
    }

    [Fact]
    public async Task A_full_product_answers_a_picture_that_it_has_as_any_other_does()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync($"{{'title': 'Mug', 'external_id': 'a', 'images': [{string.Join(',', Enumerable.Range(0, 19).Select(i => $"'https://img.example/{i}.jpg'"))}]}}");
        Assert.Equal(HttpStatusCode.Created, (await shop.UploadAsync("ext:a", SamplePicture("1f345"))).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await shop.UploadAsync("ext:a", SamplePicture("1f345"))).StatusCode);
    }

    [Fact]
    public async Task A_picture_store_that_fails_is_503_with_retry_after()
    {
        await using ShopUnderTest shop = await StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IImageStore, FullDisk>()));
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        HttpResponseMessage response = await shop.UploadAsync("ext:a", SamplePicture("1f345"));
        await Http.ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.ServiceUnavailable, "picture_store_unavailable");
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("[]", (await JsonOfAsync(await shop.GetAsync($"{Products}/ext:a"))).GetProperty("images").GetRawText());
    }

    [SharedFact]
    public async Task Every_hostile_picture_is_accepted_or_refused_as_its_manifest_says()
    {
        await using ShopUnderTest shop = await StartAsync();
        foreach (string line in File.ReadLines(SharedFolder.PathOf("data", "hostile", "MANIFEST.csv")).Skip(1))
        {
            string[] fields = line.Split(',');
            byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", fields[0]), TestContext.Current.CancellationToken);
            await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", "{'title': 'Mug', 'images': []}");
            int status = (int)(await shop.UploadAsync("ext:a", content)).StatusCode;
            bool right = fields[3] switch
            {
                "accept" => status == 201,
                "reject" => status is 413 or 415 or 422,
                _ => status is 201 or 413 or 415 or 422,
            };
            Assert.True(right, $"{fields[0]}: {status}, expected {fields[3]}");
        }
    }

    private static byte[] Bad(string kind)
    {
        byte[] png = Tiny.Png();
        switch (kind)
        {
            case "empty":
                return [];
            case "text":
                return "hello"u8.ToArray();
            case "gif":
                return [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B];
            case "svg":
                return "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray();
            case "cut":
                return SamplePicture("1f345")[..2000];
            case "huge header":
                // Width and height of the header chunk, with its checksum made right.
                "\0\u0001\u0000\u0000"u8.CopyTo(png.AsSpan(16));
                "\0\u0001\u0000\u0000"u8.CopyTo(png.AsSpan(20));
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
                return png;
            case "too long":
                return [.. png, .. new byte[20_971_521 - png.Length]];
            default:
                return new byte[22_000_000];
        }
    }

    /// <summary>The checksum of PNG chunks.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    /// <summary>A store on a disk without room.</summary>
    private sealed class FullDisk : IImageStore
    {
        public Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new IOException("No space left on device");

        public Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) => throw new IOException("Input/output error");

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

        public IAsyncEnumerable<string> ListAsync(DateTimeOffset savedBefore, CancellationToken cancellationToken) => throw new IOException("Input/output error");

        public Task<bool> DeleteOldAsync(string key, DateTimeOffset savedBefore, CancellationToken cancellationToken) => throw new IOException("Input/output error");
    }
}
