using System.ComponentModel.DataAnnotations;

namespace VisualSearch.ServiceDefaults.Health;

/// <summary>How often dependencies are looked at. Section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>From the end of a check to its next run.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For a check that registers no time-out of its own; one that takes longer is unhealthy.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);
}
