using Microsoft.AspNetCore.Http.HttpResults;

namespace VisualSearch.Api.Web;

/// <summary><c>/</c>, the page for shoppers, and <c>/page/{version}/…</c>, what it is made of.</summary>
internal static class ServePage
{
    /// <summary>
    /// The page asks nothing of any other host, runs no inline script, sets no inline style attribute, and makes no markup out of strings.
    /// <c>blob:</c> pictures are the shopper's own, shown before they are sent.
    /// </summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>A file input with <c>capture</c> starts the phone's own camera program; the page itself needs no device.</summary>
    public const string Permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    private const string AskAgain = "no-cache";
    private const string ForEver = "public, max-age=31536000, immutable";

    public static FileContentHttpResult Document(HttpContext context, PageSource source)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return Send(context, source.Current.Document, AskAgain);
    }

    /// <summary>
    /// Another version in the address is answered all the same, but not to be kept: while several processes are replaced one by one,
    /// the document may come from one of them and its parts from another.
    /// </summary>
    public static Results<FileContentHttpResult, NotFound> Part(string version, string? path, HttpContext context, PageSource source)
    {
        PageFiles files = source.Current;
        return path is not (null or PageFiles.DocumentPath) && files.Find(path) is { } file
            ? Send(context, file, version == files.Version ? ForEver : AskAgain)
            : TypedResults.NotFound();
    }

    private static FileContentHttpResult Send(HttpContext context, PageFile file, string caching)
    {
        (byte[] content, string? encoding, Microsoft.Net.Http.Headers.EntityTagHeaderValue tag) = file.FormFor(context.Request.GetTypedHeaders().AcceptEncoding);
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = "Accept-Encoding";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        return TypedResults.Bytes(content, file.ContentType, entityTag: tag);
    }
}
