using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether the vector index is open and answers. Without it no search by picture can be.</summary>
internal sealed class VectorsHealth(LivingIndexes living, IVectorStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (living.ActiveOrNull is not OpenIndex index)
        {
            return HealthCheckResult.Unhealthy("The index is being opened");
        }

        try
        {
            await store.ProbeAsync(index.Generation.Collection, cancellationToken);
            return HealthCheckResult.Healthy($"The collection of {index.Model.Name} answers");
        }
        catch (VectorIndexUnavailableException)
        {
            // Its message may hold addresses, and anybody may read this.
            return new HealthCheckResult(context.Registration.FailureStatus, "The vector index does not answer or refuses service; the log says why");
        }
    }
}
