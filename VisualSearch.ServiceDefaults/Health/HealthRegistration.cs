using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace VisualSearch.ServiceDefaults.Health;

/// <summary>Registers the loop that runs health checks and the probes that read its results.</summary>
internal static class HealthRegistration
{
    public static void AddBackgroundHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<HealthOptions>().BindConfiguration(HealthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [HealthBoard.LiveTag]);
        builder.Services.AddSingleton<HealthBoard>();
        builder.Services.AddSingleton<HealthMetrics>();
        builder.Services.AddHostedService<HealthLoop>();
    }

    public static void MapProbes(this IEndpointRouteBuilder endpoints)
    {
        HealthBoard board = endpoints.ServiceProvider.GetRequiredService<HealthBoard>();
        Map(endpoints, "/health", () => board.Readiness, board);
        Map(endpoints, "/alive", () => board.Liveness, null);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, Func<HealthStatus> read, HealthBoard? details) =>
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(context => AnswerAsync(context, read(), details)))
            .DisableRateLimiting()
            .ExcludeFromDescription();

    // Names and statuses only: probes are open to everyone, and details of dependencies are not for everyone.
    private static Task AnswerAsync(HttpContext context, HealthStatus status, HealthBoard? details)
    {
        context.Response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        Dictionary<string, object> body = new() { ["status"] = Word(status) };
        if (details is not null)
        {
            body["checks"] = details.Results.ToDictionary(result => result.Name, result => Word(result.Status));
        }

        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body), context.RequestAborted).AsTask();
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
