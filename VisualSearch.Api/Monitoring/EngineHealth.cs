using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Monitoring;

/// <summary>Whether the catalogue answers. Without it no search can be.</summary>
internal sealed class CatalogueHealth(Generations generations) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Generation? active = await generations.FindActiveAsync(cancellationToken);
        return HealthCheckResult.Healthy(active is null ? "No generation yet" : $"Generation {active.Id}");
    }
}

/// <summary>Whether the vector index is open and answers. Without it no search by picture can be.</summary>
internal sealed class VectorsHealth(ActiveIndexState active) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => active.CurrentOrNull is ActiveIndex index
            ? HealthCheckResult.Healthy($"{await index.Vectors.CountAsync(cancellationToken)} vectors of {index.Model.Name}")
            : HealthCheckResult.Unhealthy("The index is being opened");
}

/// <summary>Whether changes reach the index. Searches are answered without it, from an index that grows old.</summary>
internal sealed class IndexingHealth(IndexingHeartbeat heartbeat, TimeProvider time) : IHealthCheck
{
    /// <summary>The loop turns every few seconds; a batch that takes longer than this is stuck.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        TimeSpan silence = time.GetUtcNow() - heartbeat.LastTurn;
        return Task.FromResult(
            heartbeat.Trouble is not null ? HealthCheckResult.Degraded("The last turn of the indexing loop failed; see the log")
            : silence > LongestTurn ? HealthCheckResult.Degraded($"The indexing loop has been silent for {silence.TotalSeconds:F0} s")
            : HealthCheckResult.Healthy());
    }
}
