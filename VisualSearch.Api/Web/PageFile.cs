using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace VisualSearch.Api.Web;

/// <summary>One file of the page with the forms in which it travels. Each form is made once, when it is first asked for.</summary>
internal sealed class PageFile
{
    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    public PageFile(string path, byte[] content)
    {
        Path = path;
        Content = content;
        Hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        _brotli = new(() => Compress(buffer => new BrotliStream(buffer, CompressionLevel.SmallestSize)));
        _gzip = new(() => Compress(buffer => new GZipStream(buffer, CompressionLevel.SmallestSize)));
    }

    /// <summary>From the page's folder, with forward slashes, such as <c>js/main.js</c>.</summary>
    public string Path { get; }

    public byte[] Content { get; }

    /// <summary>64 bits of the content's SHA-256, in hexadecimal.</summary>
    public string Hash { get; }

    public string ContentType => System.IO.Path.GetExtension(Path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".md" or "" => "text/plain; charset=utf-8",
        ".webmanifest" => "application/manifest+json",
        string other => throw new InvalidOperationException($"The page has a file {Path}, and {other} has no media type here."),
    };

    /// <param name="accepted">The request's <c>Accept-Encoding</c>.</param>
    /// <returns>The smallest form that the client reads; the encoding is null for the plain one. Tags are strong, so each form has its own.</returns>
    public (byte[] Content, string? Encoding, EntityTagHeaderValue Tag) FormFor(IList<StringWithQualityHeaderValue> accepted) =>
        Reads(accepted, "br") ? (_brotli.Value, "br", Tag("-br"))
        : Reads(accepted, "gzip") ? (_gzip.Value, "gzip", Tag("-gz"))
        : (Content, null, Tag(string.Empty));

    private static bool Reads(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0);

    private EntityTagHeaderValue Tag(string form) => new($"\"{Hash}{form}\"");

    private byte[] Compress(Func<Stream, Stream> wrap)
    {
        using MemoryStream buffer = new();
        using (Stream compression = wrap(buffer))
        {
            compression.Write(Content);
        }

        return buffer.ToArray();
    }
}
