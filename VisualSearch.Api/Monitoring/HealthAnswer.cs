using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Api.Monitoring;

/// <summary>What <c>/health</c> answers. 503 with <c>unhealthy</c>, else 200.</summary>
internal sealed record HealthAnswer(HealthStatus Status, string Version, string Mode);

/// <summary>What <c>/health/detailed</c> answers.</summary>
/// <param name="Model">The loaded model's name; null without one.</param>
/// <param name="Vectors">Vectors that searches look through; null when the figures could not be had in time.</param>
/// <param name="Queue">Null when the figures could not be had in time.</param>
/// <param name="Disk">The data folder's disk; null when it cannot be asked.</param>
internal sealed record DetailedHealthAnswer(
    HealthStatus Status,
    string Version,
    string Mode,
    DateTimeOffset StartedAt,
    IReadOnlyList<DependencyAnswer> Dependencies,
    string? Model,
    long? Vectors,
    QueueAnswer? Queue,
    DiskFacts? Disk);

/// <summary>One dependency as it was when last looked at.</summary>
/// <param name="CheckedAt">Null while it has not been looked at.</param>
internal sealed record DependencyAnswer(string Name, HealthStatus Status, double LatencyMs, string? Detail, DateTimeOffset? CheckedAt);

/// <summary>What waits to be indexed.</summary>
/// <param name="Length">Null while the queue is away.</param>
/// <param name="OldestPendingSeconds">Null when nothing waits.</param>
internal sealed record QueueAnswer(long? Length, long Pending, double LagSeconds, double? OldestPendingSeconds);
