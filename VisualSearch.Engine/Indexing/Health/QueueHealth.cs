using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether wake-ups reach the workers. Without it changes wait for the sweeper, and searches go on.</summary>
internal sealed class QueueHealth(IIndexQueue queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => HealthCheckResult.Healthy($"{await queue.CountAsync(cancellationToken)} wake-ups wait");
}
