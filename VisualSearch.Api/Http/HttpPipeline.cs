namespace VisualSearch.Api.Http;

/// <summary>The order in which a request passes the rules that hold for every route.</summary>
internal static class HttpPipeline
{
    /// <summary>Everything between the server and the handlers. Call once, before any <c>Map…</c>.</summary>
    public static WebApplication UseApiHttp(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        return app;
    }
}
