using Microsoft.AspNetCore.Http.HttpResults;

namespace VisualSearch.Api.Web;

/// <summary><c>/</c>, the page for shoppers, <c>/admin</c>, the page for operators, and <c>/page/{version}/…</c>, what they are made of.</summary>
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

    public static Results<FileContentHttpResult, NotFound> Shoppers(HttpContext context, PageSource source) => Document(context, source, PageFiles.DocumentPath);

    /// <summary>Open to anyone: the document holds no data, and what it asks the API for needs a key. With a slash at the end its relative addresses would lead astray.</summary>
    public static Results<FileContentHttpResult, NotFound, RedirectHttpResult> Operators(HttpContext context, PageSource source)
    {
        if (context.Request.Path.Value!.EndsWith('/'))
        {
            return TypedResults.Redirect("../admin", permanent: true);
        }

        Results<FileContentHttpResult, NotFound> answer = Document(context, source, PageFiles.OperatorsPath);
        return answer.Result is FileContentHttpResult document ? document : TypedResults.NotFound();
    }

    /// <summary>
    /// Another version in the address is answered all the same, but not to be kept: while several processes are replaced one by one,
    /// the document may come from one of them and its parts from another.
    /// </summary>
    public static Results<FileContentHttpResult, NotFound> Part(string version, string? path, HttpContext context, PageSource source)
    {
        PageFiles files = source.Current;
        return path is not (null or PageFiles.DocumentPath or PageFiles.OperatorsPath) && files.Find(path) is { } file
            ? Send(context, file, version == files.Version ? ForEver : AskAgain)
            : TypedResults.NotFound();
    }

    private static Results<FileContentHttpResult, NotFound> Document(HttpContext context, PageSource source, string path)
    {
        if (source.Current.FindDocument(path) is not { } document)
        {
            return TypedResults.NotFound();
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return Send(context, document, AskAgain);
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
