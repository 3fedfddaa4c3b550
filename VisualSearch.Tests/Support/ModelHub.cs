using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using VisualSearch.Tests.Embedding;

namespace VisualSearch.Tests.Support;

/// <summary>A model hub on loopback with one model, <c>tested</c>, of one file whose bytes are made up; and a folder with its manifest, where downloads go.</summary>
internal sealed class ModelHub : IAsyncDisposable
{
    public const string Model = "tested";
    public const string File = "weights.bin";
    public const string Address = "shop/tested/resolve/r1/onnx/weights.bin";

    private readonly PictureServer _server;
    private readonly ModelFolder _folder = new();

    private ModelHub(PictureServer server) => _server = server;

    public static byte[] Content { get; } = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251))];

    public static string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Content));

    public string Folder => Path.Combine(_folder.Root, Model);

    public string Models => _folder.Root;

    public ModelFolder Library => _folder;

    /// <summary>Its address, as a mirror's.</summary>
    public string Mirror { get; private set; } = string.Empty;

    public string Target => Path.Combine(Folder, File);

    public string Part => Target + ".part";

    public int Asked => _server.Asked(Address);

    /// <param name="answer">Gets the request and how often the file was asked for, this time included; null answers as a good server does.</param>
    public static async Task<ModelHub> StartAsync(Func<HttpContext, int, Task>? answer = null, bool knowsHash = true)
    {
        PictureServer server = await PictureServer.StartAsync();
        ModelHub hub = new(server);
        hub.Mirror = server.Serve(Address, answer ?? ((context, _) => AnswerAsync(context)))[..^(Address.Length + 1)];
        JsonObject manifest = ModelFolder.Clip(Model, File);
        manifest["files"]![File] = new JsonObject
        {
            ["bytes"] = knowsHash ? Content.Length : null,
            ["sha256"] = knowsHash ? Sha256 : null,
            ["source"] = new JsonObject { ["repo"] = "shop/tested", ["revision"] = "r1", ["path"] = "onnx/weights.bin" },
        };
        hub._folder.Add(manifest);
        return hub;
    }

    /// <summary>Answers as a good server: ranges, If-Range, a strong tag.</summary>
    /// <param name="cutAfter">Bytes after which the connection is cut.</param>
    public static async Task AnswerAsync(HttpContext context, byte[]? content = null, string? tag = "\"one\"", bool ranges = true, int? cutAfter = null)
    {
        content ??= Content;
        string range = context.Request.Headers.Range.ToString();
        string condition = context.Request.Headers.IfRange.ToString();
        int from = 0;
        if (ranges && range.Length > 0 && (condition.Length == 0 || condition == tag))
        {
            from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.Headers.ETag = tag;
        context.Response.ContentLength = content.Length - from;
        int end = cutAfter is { } bytes ? Math.Min(from + bytes, content.Length) : content.Length;
        // Less than announced: the server closes the connection behind it, and what was sent arrives.
        await context.Response.Body.WriteAsync(content.AsMemory(from, end - from));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
