using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VisualSearch.ServiceDefaults.Telemetry;

/// <summary>Serves the Prometheus text, completed by the declared families.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder endpoints, string path)
    {
        IApplicationBuilder pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(CompleteAsync);
        pipeline.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], pipeline.Build()).DisableRateLimiting().ExcludeFromDescription();
    }

    private static async Task CompleteAsync(HttpContext context, RequestDelegate next)
    {
        // The older format alone can hold a counter whose name does not end in _total, which the dashboards read.
        context.Request.Headers.Accept = "text/plain";

        // What is to be completed must be text; Prometheus accepts gzip, and the exporter would give it.
        context.Request.Headers.Remove("Accept-Encoding");
        Stream client = context.Response.Body;
        using MemoryStream exported = new();
        context.Response.Body = exported;
        try
        {
            // The exporter is an end point of its own and refuses to run behind one that routing has chosen.
            context.SetEndpoint(null);
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        string exposition = Encoding.UTF8.GetString(exported.GetBuffer(), 0, (int)exported.Length);
        byte[] completed = Encoding.UTF8.GetBytes(ExpositionCompletion.Complete(exposition, context.RequestServices.GetServices<MetricFamily>()));
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = completed.Length;
        context.Response.Headers.CacheControl = "no-store";
        await client.WriteAsync(completed, context.RequestAborted);
    }
}
