using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether the vector index is open and answers. Without it no search by picture can be.</summary>
internal sealed class VectorsHealth(LivingIndexes living) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        => living.ActiveOrNull is OpenIndex index
            ? HealthCheckResult.Healthy($"{await index.Vectors.CountAsync(cancellationToken)} vectors of {index.Model.Name}")
            : HealthCheckResult.Unhealthy("The index is being opened");
}
