using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>How often catalogue and vector index are compared. Section <c>Reconciliation</c>.</summary>
public sealed class ReconciliationOptions
{
    public const string Section = "Reconciliation";

    /// <summary>Time between two comparisons by whoever indexes, the first one interval after the start; zero turns them off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Whether these mend what they find, or only report it in the log and the metrics.</summary>
    public bool Mend { get; set; } = true;
}
