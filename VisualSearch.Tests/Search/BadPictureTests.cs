using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NetVips;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>The rows of the table of limits that concern a picture that is searched with.</summary>
public sealed class BadPictureTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private const int MaxPicture = 20_971_520;
    private const int Frame = 64 * 1024;

    private ApiHost Api => shop.Api;

    [Theory]
    [InlineData("GIF89a\x01\0\x01\0\0\0\0;")]
    [InlineData("II*\0\b\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("\0\0\0\x20" + "ftypavif\0\0\0\0")]
    [InlineData("\0\0\0\x20" + "ftypheic\0\0\0\0")]
    [InlineData("\0\0\0\fjP  \r\n\x87\n")]
    [InlineData("BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("%PDF-1.7 and so on")]
    [InlineData("words")]
    public async Task What_is_no_jpeg_png_or_webp_by_its_bytes_is_415_whatever_it_declares(string content)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(content);

        JsonElement problem = await RefusedAsync(Api.PostRawAsync(ByImage, bytes, "image/jpeg"), 415, "unsupported_picture");
        await RefusedAsync(Api.PostFormAsync(ByImage, bytes), 415, "unsupported_picture");
        await RefusedAsync(Api.PostAsync(ByImage, new { image_base64 = Convert.ToBase64String(bytes) }), 415, "unsupported_picture");

        foreach (string format in (string[])["JPEG", "PNG", "WebP"])
        {
            Assert.Contains(format, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("not an address")]
    [InlineData("/etc/passwd")]
    [InlineData("http://")]
    [InlineData("http://example.com:99999/")]
    public async Task What_is_no_address_at_all_is_400(string address)
    {
        JsonElement problem = await RefusedAsync(Api.PostAsync(ByImage, new { image_url = address }), 400, "invalid");

        Assert.True(problem.GetProperty("errors").TryGetProperty("image_url", out _));
    }

    [Fact]
    public async Task A_picture_as_a_data_address_is_read()
    {
        string picture = "data:image/gif;base64," + Convert.ToBase64String(SampleShop.Picture("1f345"));

        JsonElement answer = await AnsweredAsync(Api.PostAsync(ByImage, new { image_base64 = picture }));

        Assert.Equal("sample_1f345", ExternalId(First(answer)));
    }

    [Theory]
    [InlineData("data:image/png;base64,!!!")]
    [InlineData("data:image/png,abc")]
    [InlineData("!!!")]
    public async Task What_is_no_base64_is_400(string text) => await RefusedAsync(Api.PostAsync(ByImage, new { image_base64 = text }), 400, "invalid");

    [Fact]
    public async Task A_packed_body_is_415()
    {
        using ByteArrayContent body = new(SampleShop.Picture("1f345"));
        body.Headers.ContentType = new MediaTypeHeaderValue("image/webp");
        body.Headers.ContentEncoding.Add("gzip");

        await RefusedAsync(Api.Client.PostAsync(ByImage, body, TestContext.Current.CancellationToken), 415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("video/mp4")]
    [InlineData(null)]
    public async Task A_body_that_declares_no_picture_is_415(string? contentType)
        => await RefusedAsync(Api.PostRawAsync(ByImage, SampleShop.Picture("1f345"), contentType), 415, "unsupported_media_type");

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(2000)]
    public async Task An_empty_or_cut_off_picture_is_422(int bytes)
    {
        byte[] picture = SampleShop.Query("1f34c")[..bytes];

        using HttpResponseMessage raw = await Api.PostRawAsync(ByImage, picture, "image/jpeg");
        using HttpResponseMessage form = await Api.PostFormAsync(ByImage, picture);

        // Two bytes are not enough to tell a JPEG by.
        Assert.Equal(bytes == 2 ? 415 : 422, (int)raw.StatusCode);
        Assert.Equal(raw.StatusCode, form.StatusCode);
    }

    [Fact]
    public async Task Too_many_pixels_are_422()
    {
        // 56 million, in a few kilobytes.
        byte[] picture = Image.Black(8000, 7000).PngsaveBuffer();

        await RefusedAsync(Api.PostRawAsync(ByImage, picture, "image/png"), 422, "too_many_pixels");
    }

    [Fact]
    public async Task A_phone_photograph_of_48_megapixels_is_searched()
    {
        byte[] photograph = Image.Black(8000, 6000).JpegsaveBuffer();

        JsonElement answer = await AnsweredAsync(Api.PostRawAsync(ByImage, photograph, "image/jpeg"));

        Assert.Equal(10, answer.GetProperty("results_count").GetInt32());
    }

    [Theory]
    [InlineData("image/jpeg", MaxPicture + Frame + 1L)]
    [InlineData("multipart/form-data; boundary=x", MaxPicture + Frame + 1L)]
    [InlineData("application/json", ((MaxPicture + 2L) / 3 * 4) + Frame + 1)]
    public async Task A_body_that_says_it_is_too_large_is_413_before_a_byte_of_it_is_sent(string contentType, long length)
        => Assert.Equal(413, await StatusOfHeadersAloneAsync($"POST {ByImage} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: {length}\r\n\r\n"));

    [Fact]
    public async Task A_batch_that_says_it_is_too_large_is_413_before_a_byte_of_it_is_sent()
        => Assert.Equal(413, await StatusOfHeadersAloneAsync($"POST /api/v1/search/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {(32 * 1024 * 1024) + 1}\r\n\r\n"));

    [Theory]
    [InlineData("image/jpeg", "body_too_large")]
    [InlineData("multipart/form-data; boundary=x", "picture_too_large")]
    public async Task A_body_that_does_not_say_its_length_is_413_before_all_of_it_is_read(string contentType, string code)
    {
        using EndlessPicture endless = new(contentType);
        using HttpRequestMessage request = new(HttpMethod.Post, ByImage) { Content = endless };
        request.Headers.TransferEncodingChunked = true;
        // The connection is closed on a client that goes on sending, which some see before the answer.
        try
        {
            using HttpResponseMessage response = await Api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
            Assert.Equal(413, (int)response.StatusCode);
            Assert.Equal(code, (await ApiHost.JsonAsync(response, System.Net.HttpStatusCode.RequestEntityTooLarge)).GetProperty("code").GetString());
        }
        catch (HttpRequestException broken) when (broken.InnerException is IOException or SocketException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine("The connection was closed: " + broken.InnerException.Message);
        }

        Assert.InRange(endless.Sent, 1, 3L * MaxPicture);
    }

    [Fact]
    public async Task A_picture_of_exactly_the_most_bytes_is_read_and_one_more_is_413()
    {
        // A JPEG may be followed by anything.
        byte[] most = new byte[MaxPicture + 1];
        SampleShop.Query("1f34c").CopyTo(most, 0);

        JsonElement answer = await AnsweredAsync(Api.PostRawAsync(ByImage, most[..MaxPicture], "image/jpeg"));
        Assert.Equal(10, answer.GetProperty("results_count").GetInt32());
        await AnsweredAsync(Api.PostFormAsync(ByImage, most[..MaxPicture]));

        await RefusedAsync(Api.PostRawAsync(ByImage, most, "image/jpeg"), 413, "picture_too_large");
        await RefusedAsync(Api.PostFormAsync(ByImage, most), 413, "picture_too_large");
    }

    [Fact]
    public async Task Base64_of_the_largest_picture_is_read_and_of_one_more_byte_is_413()
    {
        byte[] most = new byte[MaxPicture + 1];
        SampleShop.Query("1f34c").CopyTo(most, 0);

        await AnsweredAsync(Api.PostAsync(ByImage, new { image_base64 = Convert.ToBase64String(most.AsSpan(0, MaxPicture)) }));
        await RefusedAsync(Api.PostAsync(ByImage, new { image_base64 = Convert.ToBase64String(most) }), 413, "picture_too_large");
    }

    [Theory]
    [InlineData("POST /api/v1/search/by-image HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc", 400)]
    [InlineData("POST /api/v1/search/by-image HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 30\r\n\r\n--x\r\nContent-Disposition: form", 400)]
    [InlineData("GET /api/v1/search/by-image HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    public async Task A_form_that_is_none_is_refused(string request, int status) => Assert.Equal(status, await StatusOfHeadersAloneAsync(request));

    /// <summary>Writes this and no more, and reads the answer's status.</summary>
    private async Task<int> StatusOfHeadersAloneAsync(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(Api.Address.Host, Api.Address.Port, Cancelled);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancelled);
        using StreamReader reader = new(stream, Encoding.ASCII);
        string? status = await reader.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        return int.Parse(status!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a picture's beginning and then zeros until someone objects.</summary>
    private sealed class EndlessPicture : HttpContent
    {
        private static readonly byte[] Piece = new byte[64 * 1024];
        private readonly bool _form;
        private long _sent;

        public EndlessPicture(string contentType)
        {
            Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            _form = contentType.StartsWith("multipart", StringComparison.Ordinal);
        }

        public long Sent => Interlocked.Read(ref _sent);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            if (_form)
            {
                await stream.WriteAsync("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"u8.ToArray(), Cancelled);
            }

            await stream.WriteAsync(SampleShop.Query("1f34c"), Cancelled);
            // An end, in case nobody objects.
            while (Interlocked.Add(ref _sent, Piece.Length) < 10L * MaxPicture)
            {
                await stream.WriteAsync(Piece, Cancelled);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
