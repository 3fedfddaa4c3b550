using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using VisualSearch.ServiceDefaults.Health;
using VisualSearch.ServiceDefaults.Logs;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.ServiceDefaults;

/// <summary>What each of our processes has: telemetry, health probes, request and file logs.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>
    /// Adds OpenTelemetry (Prometheus always, OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), health checks that run in the background,
    /// one log line a request, and daily log files in <c>Logging:Files:Directory</c>.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        QuietPlatform(builder.Configuration);
        builder.AddTelemetry();
        builder.AddBackgroundHealth();
        builder.AddLogs();
        return builder;
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c>, <c>/metrics</c> and <c>/api/v1/metrics</c>, in every environment and outside of rate limits.</summary>
    public static IEndpointRouteBuilder MapDefaultEndpoints(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapProbes();
        endpoints.MapMetrics("/metrics");
        endpoints.MapMetrics("/api/v1/metrics");
        return endpoints;
    }

    // Defaults lie beneath every other source, so that files, environment and command line all override them.
    private static void QuietPlatform(IConfigurationBuilder configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
            ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
            ["Logging:LogLevel:Polly"] = "Warning",
        },
    });
}
