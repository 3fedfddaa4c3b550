using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.ServiceDefaults.Health;

/// <summary>The last result of one check.</summary>
/// <param name="Latency">How long the check took; the time-out when it did not end.</param>
/// <param name="CheckedAt">When the check ended; null while it has not run yet.</param>
public sealed record CheckResult(string Name, HealthStatus Status, string? Detail, TimeSpan Latency, DateTimeOffset? CheckedAt, IReadOnlySet<string> Tags);

/// <summary>The last result of every check. Readers never wait: each change swaps an immutable snapshot. Thread-safe.</summary>
public sealed class HealthBoard
{
    /// <summary>The tag of checks that say whether the process itself still works.</summary>
    public const string LiveTag = "live";

    private volatile bool _stopping;
    private ImmutableDictionary<string, CheckResult> _results = ImmutableDictionary<string, CheckResult>.Empty;

    /// <summary>In the order of names.</summary>
    public IEnumerable<CheckResult> Results => Volatile.Read(ref _results).Values.OrderBy(result => result.Name, StringComparer.Ordinal);

    /// <summary>The worst of all results; unhealthy until each check has run once, and while the process stops.</summary>
    public HealthStatus Readiness => _stopping ? HealthStatus.Unhealthy : Worst(Results);

    /// <summary>The worst result of the checks tagged <see cref="LiveTag"/> that have run; a process that only begins is alive.</summary>
    public HealthStatus Liveness => Worst(Results.Where(result => result.CheckedAt is not null && result.Tags.Contains(LiveTag)));

    public void Publish(CheckResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ImmutableInterlocked.AddOrUpdate(ref _results, result.Name, result, (_, _) => result);
    }

    /// <summary>From now on not ready: whoever balances load sends no more.</summary>
    public void Stop() => _stopping = true;

    private static HealthStatus Worst(IEnumerable<CheckResult> results) =>
        results.Select(result => result.Status).DefaultIfEmpty(HealthStatus.Healthy).Min();
}
