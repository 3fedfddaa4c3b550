using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace VisualSearch.ServiceDefaults.Telemetry;

/// <summary>Registers metrics and traces: of the platform, of HTTP in both directions, and of every meter and source named <c>VisualSearch.*</c>.</summary>
internal static class TelemetryRegistration
{
    private const string Ours = "VisualSearch.*";

    /// <summary>The platform's source of requests.</summary>
    private const string Requests = "Microsoft.AspNetCore";

    /// <summary>Npgsql's own source: its spans have the statement's text, and no parameter's value.</summary>
    private const string Postgres = "Npgsql";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // With any other propagator the instrumentation of HttpClient writes trace headers of its own into every request, those to foreign picture servers
        // included; with this one it leaves that to the client, whose handler says whom to tell.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName, serviceVersion: VersionOf(builder.Environment.ApplicationName)))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Ours)
                .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0))
            .WithMetrics(metrics => ((IDeferredMeterProviderBuilder)metrics).Configure((services, provider) => provider.AddView(StreamOf(services.GetRequiredService<IMeterFactory>()))));
        // Spans that nobody receives would be made for each request all the same.
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(Ours, Postgres)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context))
                .AddHttpClientInstrumentation());
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.IncludeScopes = true;
            });
            telemetry.UseOtlpExporter();
        }
        else
        {
            // No more than an id for each request, which its problems and its log lines show.
            telemetry.WithTracing(tracing => tracing.AddSource(Requests).SetSampler(new AlwaysOffSampler()));
        }
    }

    // Listening is process-wide, so of two hosts in one process each drops what the other's meters measure. Buckets are given in one
    // place for all of our durations, so that the zeros of ExpositionCompletion have the buckets that data will have.
    private static Func<Instrument, MetricStreamConfiguration?> StreamOf(IMeterFactory own) => instrument =>
        instrument.Meter.Scope is IMeterFactory owner && owner != own ? MetricStreamConfiguration.Drop
        : IsDurationOfOurs(instrument) ? new ExplicitBucketHistogramConfiguration { Boundaries = DurationBuckets.Bounds }
        : null;

    private static bool IsDurationOfOurs(Instrument instrument) =>
        instrument.Meter.Name.StartsWith("VisualSearch.", StringComparison.Ordinal) && instrument is Histogram<double> && instrument.Unit == "s";

    private static bool IsProbe(HttpContext context) => context.Request.Path.Value is "/health" or "/alive" or "/metrics" or "/api/v1/metrics";

    private static string? VersionOf(string application) =>
        Assembly.GetEntryAssembly() is { } entry && entry.GetName().Name == application
            ? entry.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            : null;
}
