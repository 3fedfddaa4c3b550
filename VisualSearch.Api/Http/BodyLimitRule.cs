using Microsoft.AspNetCore.Http.Features;

namespace VisualSearch.Api.Http;

/// <summary>Refuses a body that says it is too large before a byte of it is read, and has the server stop one that turns out to be.</summary>
internal sealed class BodyLimitRule(RequestDelegate next)
{
    private static readonly BodyLimit Unnamed = new(BodyLimit.Default);

    public async Task InvokeAsync(HttpContext context)
    {
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
