using Microsoft.AspNetCore.Http.Metadata;

namespace VisualSearch.Api.Http;

/// <summary>How many bytes a route's body may have. Bodies of routes without one are held to <see cref="Default"/>.</summary>
/// <param name="Bytes">For multipart and raw bodies.</param>
/// <param name="JsonBytes">For JSON bodies; null = the same.</param>
internal sealed record BodyLimit(long Bytes, long? JsonBytes = null) : IRequestSizeLimitMetadata
{
    /// <summary>20 MB of picture.</summary>
    public const long PictureBytes = 20_971_520;

    /// <summary>What a multipart or JSON frame around a picture may take.</summary>
    public const long Frame = 64 * 1024;

    /// <summary>1 MiB: products and everything else that is words.</summary>
    public const long Default = 1024 * 1024;

    /// <summary>A picture as a file or raw body, or in base64 (4/3 of it) as JSON.</summary>
    public static readonly BodyLimit Picture = new(PictureBytes + Frame, ((PictureBytes + 2) / 3 * 4) + Frame);

    /// <summary>32 MiB: a whole batch.</summary>
    public static readonly BodyLimit Batch = new(32 * 1024 * 1024);

    // Routing sets the wider one on the server before the content type is looked at; BodyLimitRule narrows it.
    long? IRequestSizeLimitMetadata.MaxRequestBodySize => Math.Max(Bytes, JsonBytes ?? 0);

    public long For(HttpRequest request) => JsonBytes is { } json && request.HasJsonContentType() ? json : Bytes;
}
