using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Http;

/// <summary>The order in which a request passes the rules that hold for every route.</summary>
internal static class HttpPipeline
{
    /// <summary>Everything between the server and the handlers. Call once, before any <c>Map…</c>.</summary>
    public static WebApplication UseApiHttp(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Known.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseMiddleware<AnswerHeaders>();
        app.UseMiddleware<ErrorCount>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<QueryText>();
        app.UseRouting();
        app.UseMiddleware<PathValues>();
        app.UseCors();
        app.UseMiddleware<ApiKeyRule>();
        app.UseRateLimiter();
        app.UseMiddleware<BodyLimitRule>();
        app.UseRequestTimeouts();
        app.UseMiddleware<SearchPlaceRule>();
        return app;
    }
}
