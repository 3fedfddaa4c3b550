namespace VisualSearch.Api.Http;

/// <summary>Headers of every answer: what a browser must not do with it, and where the time went. A handler's own value stays.</summary>
internal sealed class AnswerHeaders(RequestDelegate next)
{
    /// <summary>Answers are data: a browser that shows one runs and loads nothing.</summary>
    private const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context, ServerTiming timing)
    {
        context.Response.OnStarting(static state =>
        {
            (HttpContext context, ServerTiming timing) = ((HttpContext, ServerTiming))state;
            IHeaderDictionary headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Content-Security-Policy", NothingAllowed);
            if (context.Request.Path.StartsWithSegments(ApiRoutes.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                headers["Server-Timing"] = timing.HeaderValue();
            }

            return Task.CompletedTask;
        }, (context, timing));
        return next(context);
    }
}
