using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys;

/// <summary>
/// One process that keeps everything in a folder, logging at its most talkative while clients and operators do all that has a secret in it, rightly and wrongly:
/// none of these secrets is in what it says or in its daily files. The same of many processes: <see cref="Distributed.TraceTests"/>.
/// </summary>
public sealed class PlantedSecretsTests
{
    private const string Key = "planted-key-91c2d0a7";
    private const string WrongKey = "planted-wrong-key-77e1";
    private const string WebhookSecret = "planted-webhook-secret-3b";
    private const string WrongSignature = "706c616e7465642d7369676e6174757265";
    private const string S3Secret = "planted-s3-secret-5d20";
    private const string Presigned = "planted-presigned-4e77";
    private const string Words = "planted words of a shopper";
    private const string Title = "planted title of a product";
    private const string Description = "planted description of a product";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_secret_is_in_what_an_embedded_process_says_at_its_most_talkative()
    {
        using TemporaryFolder folder = new();
        await using PictureServer pictures = await PictureServer.StartAsync();
        string picture = Convert.ToBase64String(SampleShop.Query("1f34c"));
        List<string> secrets = [Key, WrongKey, WebhookSecret, WrongSignature, S3Secret, Presigned, Words, Uri.EscapeDataString(Words), Title, Description, picture[200..260]];
        string said;
        await using (HostProcess api = await HostProcess.StartAsync(folder.Path,
        [
            ("environment", "Production"),
            ("Demo:Load", "false"),
            ("Images:AllowedNetworks:0", "127.0.0.1/32"),
            ("Images:Retries", "1"),
            ("Security:ApiKeys:0:Name", "tests"),
            ("Security:ApiKeys:0:Key", Key),
            ("Security:ApiKeys:0:Scopes:0", "admin"),
            ("Webhooks:Secrets:0", WebhookSecret),
            ("S3:ServiceUrl", "http://127.0.0.1:9"),
            ("S3:Bucket", "planted"),
            ("S3:AccessKey", "planted-access"),
            ("S3:SecretKey", S3Secret),
            .. Talkative.Settings,
        ]))
        {
            secrets.Add(await SendEventsAsync(api, pictures));
            await WriteProductsAsync(api, pictures);
            await SearchAsync(api, picture, pictures);
            await SendBrokenRequestsAsync(api);
            await Eventually.HoldsAsync(
                async () =>
                {
                    using HttpRequestMessage request = Keyed(HttpMethod.Get, "/api/v1/products?q=" + Uri.EscapeDataString(Title));
                    using HttpResponseMessage answer = await api.Client.SendAsync(request, Stop);
                    return (await ApiHost.JsonAsync(answer)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("index_state").GetString()).ToList();
                },
                states => states is [_, _] && !states.Contains("pending"));
            said = await Eventually.HoldsAsync(() => Task.FromResult(api.Output), text => text.Contains("PUT /api/v1/products/ext:presigned", StringComparison.Ordinal) && text.Contains("evt_planted", StringComparison.Ordinal));
        }

        Dictionary<string, string> files = Talkative.FilesOf(folder.Path);
        Assert.Equal(["access_", "app_"], files.Keys.Where(name => name != "errors_").Order());
        Assert.Contains("[VRB]", files["app_"], StringComparison.Ordinal);
        files.Add("the console", said);
        string[] told = [.. files.SelectMany(file => secrets.Where(secret => file.Value.Contains(secret, StringComparison.OrdinalIgnoreCase)).Select(secret => $"{file.Key} has {secret}: {LineOf(file.Value, secret)}"))];
        Assert.True(told.Length == 0, string.Join('\n', told));
    }

    [Theory]
    [InlineData("ConnectionStrings:catalog", "Host=127.0.0.1;Password=planted-password;Nonsense=1")]
    [InlineData("ConnectionStrings:catalog", "Host=127.0.0.1;Password=planted-password;Port=none")]
    [InlineData("ConnectionStrings:redis", "127.0.0.1:1,password=planted-password,nonsense=1")]
    [InlineData("ConnectionStrings:qdrant_http", "Endpoint=127.0.0.1;Key=planted-password")]
    [InlineData("ConnectionStrings:qdrant_http", "http://somebody:planted-password@127.0.0.1:1")]
    [InlineData("Security:ApiKeys:0:Key", "planted-password")]
    [InlineData("Webhooks:Secrets:0", "whsec_planted-password")]
    [InlineData("S3:ServiceUrl", "http//somebody:planted-password@127.0.0.1")]
    public async Task A_refusal_to_start_does_not_repeat_the_secret_in_the_setting_that_it_names(string setting, string value)
    {
        using TemporaryFolder folder = new();
        (string, string)[] places = [("ConnectionStrings:catalog", "Host=127.0.0.1;Port=1"), ("ConnectionStrings:redis", "127.0.0.1:1"), ("ConnectionStrings:qdrant_http", "http://127.0.0.1:1")];

        (int code, string output) = await HostProcess.RunToEndAsync(folder.Path, [.. setting.StartsWith("Conn", StringComparison.Ordinal) ? places : [], (setting, value)]);

        Assert.True(code == 78, output);
        Assert.DoesNotContain("planted-password", output, StringComparison.Ordinal);
    }

    /// <summary>A good event, the same with a bad signature, one whose body is not JSON.</summary>
    /// <returns>The good one's signature.</returns>
    private static async Task<string> SendEventsAsync(HostProcess api, PictureServer pictures)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["event_id"] = "evt_planted",
            ["event"] = "product.created",
            ["data"] = new
            {
                external_id = "planted",
                title = Title,
                description = Description,
                image_urls = (string[])[pictures.Serve("banana.jpg", SampleShop.Query("1f34c")) + "?X-Amz-Signature=" + Presigned, pictures.Serve("gone.jpg", Gone) + "?X-Amz-Signature=" + Presigned],
            },
        });
        byte[] cut = body[..^9];
        string signature = EventSignatures.LegacyValue(WebhookSecret, body);
        foreach ((byte[] sent, string value, HttpStatusCode expected) in ((byte[], string, HttpStatusCode)[])
        [
            (body, signature, HttpStatusCode.Accepted),
            (body, "sha256=" + WrongSignature, HttpStatusCode.Unauthorized),
            (cut, EventSignatures.LegacyValue(WebhookSecret, cut), HttpStatusCode.BadRequest),
        ])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/webhooks/bakai") { Content = Content(sent) };
            request.Headers.TryAddWithoutValidation(EventSignatures.LegacyHeader, value);
            using HttpResponseMessage answer = await api.Client.SendAsync(request, Stop);
            Assert.Equal(expected, answer.StatusCode);
        }

        return signature["sha256=".Length..];

        static Task Gone(Microsoft.AspNetCore.Http.HttpContext context, int turn)
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }
    }

    /// <summary>A product with a picture in a bucket that is away and one behind a redirect to a signed address; the same with a wrong key, and with a body that is cut.</summary>
    private static async Task WriteProductsAsync(HostProcess api, PictureServer pictures)
    {
        string redirected = pictures.Serve("redirect.jpg", (context, _) =>
        {
            context.Response.Redirect($"{context.Request.Scheme}://{context.Request.Host}/banana.jpg?X-Amz-Signature={Presigned}");
            return Task.CompletedTask;
        });
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { title = Title, description = Description, images = (string[])[redirected, "s3://planted/a.jpg", "http://10.0.0.1/a.jpg?X-Amz-Signature=" + Presigned] });
        foreach ((byte[] sent, string key, HttpStatusCode expected) in ((byte[], string, HttpStatusCode)[])
        [
            (body, Key, HttpStatusCode.Created),
            (body, WrongKey, HttpStatusCode.Unauthorized),
            (body[..^9], Key, HttpStatusCode.BadRequest),
        ])
        {
            using HttpRequestMessage request = Keyed(HttpMethod.Put, "/api/v1/products/ext:presigned", key);
            request.Content = Content(sent);
            using HttpResponseMessage answer = await api.Client.SendAsync(request, Stop);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    private static async Task SearchAsync(HostProcess api, string picture, PictureServer pictures)
    {
        string away = pictures.Serve("away.jpg", (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        foreach ((string path, object body) in ((string, object)[])
        [
            ("/api/v1/search/by-image", new { image_base64 = picture, query = Words }),
            ("/api/v1/search/by-image", new { image_base64 = picture[..^400] + "!" }),
            ("/api/v1/search/by-image", new { image_url = away + "?X-Amz-Signature=" + Presigned }),
            ("/api/v1/search/by-image?image_url=" + Uri.EscapeDataString(away + "?X-Amz-Signature=" + Presigned), new { }),
            ("/api/v1/search/by-text", new { query = Words }),
            ("/api/v1/search/by-text", new { query = Words, limit = Words }),
            ("/api/v1/search/batch", new { searches = (object[])[new { query = Words }, new { image_base64 = picture }] }),
        ])
        {
            using HttpRequestMessage request = Keyed(HttpMethod.Post, path);
            request.Content = Content(JsonSerializer.SerializeToUtf8Bytes(body));
            using HttpResponseMessage answer = await api.Client.SendAsync(request, Stop);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        }

        using HttpResponseMessage suggestions = await api.Client.GetAsync("/api/v1/search/suggest?q=" + Uri.EscapeDataString(Words), Stop);
        Assert.Equal(HttpStatusCode.OK, suggestions.StatusCode);
    }

    /// <summary>Requests that the server itself refuses, before the program sees them.</summary>
    private static async Task SendBrokenRequestsAsync(HostProcess api)
    {
        foreach (string request in (string[])
        [
            $"GET /health HTTP/1.1\r\nHost: a\r\nX-Api-Key {Key}\r\n\r\n",
            $"GET /api/v1/search/suggest?q={Presigned} and more HTTP/1.1\r\nHost: a\r\n\r\n",
            $"GET /health HTTP/1.1\r\nHost: {WrongKey} b\r\n\r\n",
            $"POST /api/v1/products HTTP/1.1\r\nHost: a\r\nX-Api-Key: {Key}\r\nContent-Length: {Presigned}\r\n\r\n",
        ])
        {
            using TcpClient client = new();
            await client.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port, Stop);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
            using StreamReader answer = new(client.GetStream());
            Assert.Contains(" 400 ", await answer.ReadLineAsync(Stop), StringComparison.Ordinal);
        }
    }

    private static HttpRequestMessage Keyed(HttpMethod method, string path, string key = Key)
    {
        HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static ByteArrayContent Content(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static string LineOf(string text, string secret) => text.Split('\n').First(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
}
