using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.ServiceDefaults.Health;

/// <summary>What the checks last found, for alerts: 1 = healthy, 0.5 = degraded, 0 = unhealthy or not checked yet.</summary>
internal sealed class HealthMetrics(IMeterFactory meters)
{
    /// <summary>From now on each scrape has the results of this board, one series a check.</summary>
    public void Watch(HealthBoard board) => meters.Create("VisualSearch.ServiceDefaults").CreateObservableGauge(
        "visual_search.health_status",
        () => board.Results.Select(result => new Measurement<double>(ValueOf(result.Status), new KeyValuePair<string, object?>("check", result.Name))),
        description: "What each check of health last found: 1 = healthy, 0.5 = degraded, 0 = unhealthy");

    private static double ValueOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => 1,
        HealthStatus.Degraded => 0.5,
        _ => 0,
    };
}
