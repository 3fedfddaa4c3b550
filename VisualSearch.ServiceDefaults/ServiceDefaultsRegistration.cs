using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.ServiceDefaults.Discovery;
using VisualSearch.ServiceDefaults.Health;
using VisualSearch.ServiceDefaults.Hosting;
using VisualSearch.ServiceDefaults.Logs;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.ServiceDefaults;

/// <summary>What each of our processes has: telemetry, health probes, request and file logs, word to its supervisor.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>
    /// Adds OpenTelemetry (Prometheus always, OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), health checks that run in the background,
    /// one log line a request, daily log files in <c>Logging:Files:Directory</c>, addresses of servers by their names in <c>services:*</c>, and word to systemd when the process listens and ends.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        QuietPlatform(builder.Services);
        builder.AddTelemetry();
        builder.AddBackgroundHealth();
        builder.AddLogs();
        builder.Services.AddDiscovery();
        builder.Services.AddHostedService<SupervisorNotice>();
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

    // Of rules for the same category the last wins, so these, being first, give way to whatever Logging:LogLevel says.
    private static void QuietPlatform(IServiceCollection services) => services.Configure<LoggerFilterOptions>(options =>
    {
        foreach (string category in (string[])["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http.HttpClient", "Npgsql", "Polly"])
        {
            options.Rules.Insert(0, new LoggerFilterRule(providerName: null, category, LogLevel.Warning, filter: null));
        }

        // These repeat what a client sent, its key or what it looks for: queries of addresses, headers that cannot be read. Of two categories that fit the longer one
        // counts, so that a Logging:LogLevel of the whole platform does not bring them in; they have to be asked for by their full names.
        options.Rules.Insert(0, new LoggerFilterRule(providerName: null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning, filter: null));
        options.Rules.Insert(0, new LoggerFilterRule(providerName: null, "Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information, filter: null));

        // Why a host does not start is told by whoever started it; what stops a running one, it logs as critical.
        options.Rules.Insert(0, new LoggerFilterRule(providerName: null, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical, filter: null));
    });
}
