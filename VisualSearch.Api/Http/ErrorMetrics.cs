using System.Diagnostics.Metrics;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.Api.Http;

/// <summary>Counts problem answers by whose doing they are.</summary>
internal sealed class ErrorMetrics
{
    public const string MeterName = "VisualSearch.Api";

    private readonly Counter<long> _errors;

    public ErrorMetrics(IMeterFactory meters) =>
        _errors = meters.Create(MeterName).CreateCounter<long>("visual_search.errors", "{answer}", "Problem answers by whose doing they are.");

    /// <summary>As dashboards read it.</summary>
    public static MetricFamily Family { get; } = new(
        "visual_search_errors_total", MetricKind.Counter, "Problem answers by whose doing they are.", MetricFamily.ByLabel("kind", "client", "dependency", "internal"));

    public void ProblemAnswered(int status) => _errors.Add(1, new KeyValuePair<string, object?>("kind", KindOf(status)));

    /// <summary>A missing configuration (501) is the operator's choice and the caller's mistake; 502 to 504 are a dependency's.</summary>
    internal static string KindOf(int status) => status switch
    {
        < 500 or StatusCodes.Status501NotImplemented => "client",
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => "dependency",
        _ => "internal",
    };
}

/// <summary>Counts every answer that is a problem, whoever wrote it.</summary>
internal sealed class ErrorCount(RequestDelegate next, ErrorMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.StatusCode >= 400 && context.Response.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) == true)
        {
            metrics.ProblemAnswered(context.Response.StatusCode);
        }
    }
}
