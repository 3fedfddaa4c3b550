using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether the catalogue answers. Without it no search can be.</summary>
internal sealed class CatalogueHealth(Generations generations) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        Generation? active = await generations.FindActiveAsync(cancellationToken);
        return HealthCheckResult.Healthy(active is null ? "No generation yet" : $"Generation {active.Id}");
    }
}
