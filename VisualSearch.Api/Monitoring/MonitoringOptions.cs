using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Api.Monitoring;

/// <summary>When the disk of the data folder is called short. Section <c>Monitoring</c>.</summary>
internal sealed class MonitoringOptions
{
    public const string Section = "Monitoring";

    /// <summary>Fewer free bytes than this are <c>degraded</c>.</summary>
    [Range(0, long.MaxValue)]
    public long MinFreeDiskBytes { get; set; } = 1_073_741_824;

    /// <summary>How long <c>/health/detailed</c> waits for the index's own figures.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan FactsTimeout { get; set; } = TimeSpan.FromMilliseconds(500);
}
