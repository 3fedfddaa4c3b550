using System.ComponentModel.DataAnnotations;

namespace VisualSearch.ServiceDefaults.Logs;

/// <summary>Where the daily log files go. Section <c>Logging:Files</c>.</summary>
public sealed class FileLogOptions
{
    public const string Section = "Logging:Files";

    /// <summary>Default <c>logs</c>; a relative path is taken from the content root; empty = no files. A folder that cannot be written costs a warning, not the start.</summary>
    public string? Directory { get; set; } = "logs";

    /// <summary>How many days a file is kept.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 30;

    /// <summary>A file that grows beyond this goes on in a further one of the same day.</summary>
    [Range(1_000_000, 10_000_000_000)]
    public long MaxFileBytes { get; set; } = 100_000_000;
}
