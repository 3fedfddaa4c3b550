using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether the catalogue answers. Without it no search can be.</summary>
internal sealed class CatalogueHealth(Generations generations) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            Generation? active = await generations.FindActiveAsync(cancellationToken);
            return HealthCheckResult.Healthy(active is null ? "No generation yet" : $"Generation {active.Id}");
        }
        catch (CatalogueUnavailableException)
        {
            // Its message may hold addresses, and anybody may read this.
            return new HealthCheckResult(context.Registration.FailureStatus, "The catalogue does not answer or refuses service; the log says why");
        }
    }
}
