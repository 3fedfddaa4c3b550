using Microsoft.AspNetCore.Http.Features;

namespace VisualSearch.Api.Http;

/// <summary>Refuses a body that says it is too large before a byte of it is read, and has the server stop one that turns out to be; and a packed one, whose size nobody knows.</summary>
internal sealed class BodyLimitRule(RequestDelegate next)
{
    private static readonly BodyLimit Unnamed = new(BodyLimit.Default);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.ContentEncoding is { Count: > 0 } encodings && encodings.Any(encoding => !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)))
        {
            // Nothing here unpacks, and a limit on packed bytes would bound nothing.
            await Problems.WriteAsync(context, ProblemCodes.UnsupportedMediaType, "Bodies are read as they are; send this one without Content-Encoding.");
            return;
        }

        long limit = (context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? Unnamed).For(context.Request);
        if (context.Request.ContentLength > limit)
        {
            // The rest of the body is on its way: the connection cannot be used for another request without reading it all.
            context.Response.Headers.Connection = "close";
            await Problems.WriteAsync(context, ProblemCodes.BodyTooLarge, $"This route reads bodies of at most {limit} bytes; the request announces {context.Request.ContentLength}.");
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        await next(context);
    }
}
