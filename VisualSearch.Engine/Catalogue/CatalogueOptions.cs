using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Catalogue;

/// <summary>How the catalogue treats its database. Section <c>Catalogue</c>.</summary>
public sealed class CatalogueOptions
{
    public const string Section = "Catalogue";

    /// <summary>How long a statement waits for a file that another program has locked, before it fails; whole seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// True: every write waits for the disk (fsync), so that nothing answered for is lost with the power. False: a write survives any end of the process,
    /// <c>kill -9</c> included, and the file is never damaged, but the last moments before a power loss may be missing. SQLite only.
    /// </summary>
    public bool SurvivePowerLoss { get; set; }

    /// <summary>How long a statement may take before it is given up; whole seconds. Postgres only. Migrations and the read that fills an index take as long as they need.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>True: a process that starts brings the schema of Postgres up to date, one process at a time. False: it refuses to start until <c>visualsearch db migrate</c> has been run.</summary>
    public bool MigrateAtStart { get; set; } = true;

    /// <summary>False: searches are not logged, so none can have clicks, and a comparison of generations has no recent words to try.</summary>
    public bool SearchLog { get; set; } = true;

    /// <summary>How many search log entries may wait to be written; what comes on top is dropped and counted.</summary>
    [Range(1, 1_000_000)]
    public int SearchLogCapacity { get; set; } = 10_000;

    /// <summary>How long search log entries are gathered before they are written together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan SearchLogInterval { get; set; } = TimeSpan.FromSeconds(1);
}
