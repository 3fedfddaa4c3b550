using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether changes reach the index. Searches are answered without it, from an index that grows old.</summary>
internal sealed class IndexingHealth(IndexingHeartbeat heartbeat, TimeProvider time) : IHealthCheck
{
    /// <summary>The loop turns every few seconds; a batch that takes longer than this is stuck.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        TimeSpan silence = time.GetUtcNow() - heartbeat.LastTurn;
        return Task.FromResult(
            heartbeat.Trouble is not null ? HealthCheckResult.Degraded("The last turn of the indexing loop failed; see the log")
            : silence > LongestTurn ? HealthCheckResult.Degraded($"The indexing loop has been silent for {silence.TotalSeconds:F0} s")
            : HealthCheckResult.Healthy());
    }
}
