using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>The health of what the Engine stands on, in any process that runs it.</summary>
public static class EngineHealthRegistration
{
    /// <summary>Adds the checks <c>catalogue</c> and <c>vectors</c>, without which no search is answered, and <c>queue</c>; <c>indexing</c> where this process indexes.</summary>
    public static IServiceCollection AddEngineHealth(this IServiceCollection services)
    {
        IHealthChecksBuilder checks = services.AddHealthChecks()
            .AddCheck<CatalogueHealth>("catalogue", HealthStatus.Unhealthy)
            .AddCheck<VectorsHealth>("vectors", HealthStatus.Unhealthy)
            .AddCheck<QueueHealth>("queue", HealthStatus.Degraded);
        if (services.Any(service => service.ServiceType == typeof(IndexingHeartbeat)))
        {
            checks.AddCheck<IndexingHealth>("indexing", HealthStatus.Degraded);
        }

        return services;
    }
}
