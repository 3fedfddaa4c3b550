namespace VisualSearch.ServiceDefaults.Telemetry;

/// <summary>What kind of family a metric is in the exposition.</summary>
public enum MetricKind
{
    Counter,
    Histogram,
}

/// <summary>
/// A metric that dashboards rely on: it is in every scrape, with zeros where nothing has been measured yet. Register as singletons.
/// </summary>
/// <param name="Name">As served, such as <c>visual_search_search_duration_seconds</c>.</param>
/// <param name="Help">One sentence.</param>
/// <param name="ZeroSeries">The label sets to show at zero while they have no data; one empty set for a metric without labels.</param>
/// <param name="CopyOf">Set when the samples are those of another family of the scrape, under the name above.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, string Help, IReadOnlyList<IReadOnlyDictionary<string, string>> ZeroSeries, string? CopyOf = null)
{
    /// <summary>The label set of a metric without labels.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Unlabelled { get; } = [new Dictionary<string, string>()];

    /// <summary>One label set for each value.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> ByLabel(string label, params IEnumerable<string> values) =>
        [.. values.Select(value => new Dictionary<string, string> { [label] = value })];
}
