using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Monitoring;

/// <summary>Registers and maps <c>/health</c> and <c>/health/detailed</c>. <c>/metrics</c> and the root's probes come with the service defaults.</summary>
internal static class MonitoringRegistration
{
    public static IServiceCollection AddMonitoring(this IServiceCollection services)
    {
        services.AddOptions<MonitoringOptions>().BindConfiguration(MonitoringOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DiskSpace>();
        services.AddSingleton<HealthReading>();
        services.AddHealthChecks().AddCheck<DiskSpace>("disk", HealthStatus.Degraded);
        return services;
    }

    /// <summary>What the answers say of the Engine in this process.</summary>
    public static IServiceCollection AddEngineMonitoring(this IServiceCollection services)
    {
        services.AddSingleton<ReadIndexFacts>(provider => IndexFacts.ReaderOf(
            provider.GetRequiredService<LivingIndexes>(), provider.GetRequiredService<IndexStatusReader>(), provider.GetRequiredService<IIndexQueue>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <param name="api">The group of <see cref="ApiRoutes.MapApi"/>.</param>
    public static RouteGroupBuilder MapMonitoring(this RouteGroupBuilder api)
    {
        RouteGroupBuilder health = api.MapGroup("/health").WithTags("Monitoring");
        health.MapGet("/", Health)
            .WithName("GetHealth")
            .WithSummary("Whether searches can be answered.")
            .Produces<HealthAnswer>()
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/detailed", HealthInDetailAsync)
            .WithName("GetHealthInDetail")
            .WithSummary("Each dependency, the index, the queue and the disk.")
            .Produces<DetailedHealthAnswer>()
            .Produces<DetailedHealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        return api;
    }

    private static JsonHttpResult<HealthAnswer> Health(HealthReading reading)
    {
        HealthAnswer answer = reading.Read();
        return TypedResults.Json(answer, statusCode: StatusOf(answer.Status));
    }

    private static async Task<JsonHttpResult<DetailedHealthAnswer>> HealthInDetailAsync(HealthReading reading, CancellationToken cancellationToken)
    {
        DetailedHealthAnswer answer = await reading.ReadDetailsAsync(cancellationToken);
        return TypedResults.Json(answer, statusCode: StatusOf(answer.Status));
    }

    private static int StatusOf(HealthStatus status) =>
        status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
}
