using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Deploy;

/// <summary>A query that the repository ships, taken apart into the names in it.</summary>
/// <param name="Source">Where it stands, for whoever has to mend it.</param>
internal sealed partial record PromQuery(string Source, string Text)
{
    /// <summary>Words of the language that stand where names do.</summary>
    private static readonly HashSet<string> Words = ["and", "or", "unless", "offset", "bool", "inf", "nan"];

    /// <summary>Each metric with the conditions on its labels.</summary>
    public IReadOnlyList<PromSelector> Selectors =>
    [
        .. Selector().Matches(Grouping().Replace(Text, " "))
            .Where(found => !Words.Contains(found.Groups["name"].Value))
            .Select(found => new PromSelector(found.Groups["name"].Value, [.. Condition().Matches(found.Groups["conditions"].Value).Select(one => new PromCondition(one.Groups[1].Value, one.Groups[2].Value))])),
    ];

    /// <summary>The labels that results are grouped or joined by.</summary>
    public IReadOnlyList<string> Groups =>
        [.. Grouping().Matches(Text).SelectMany(found => found.Groups["labels"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];

    /// <summary>All queries of the alert rules.</summary>
    public static IEnumerable<PromQuery> OfAlerts() => Rule().Matches(File.ReadAllText(Repository.PathOf("deploy", "prometheus", "visualsearch.rules.yml")))
        .Select(found => new PromQuery(found.Groups["alert"].Value, found.Groups["query"].Value.Replace("''", "'", StringComparison.Ordinal)));

    /// <summary>All queries of the dashboards.</summary>
    public static IEnumerable<PromQuery> OfDashboards() =>
        from file in Directory.GetFiles(Repository.PathOf("deploy", "grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal)
        from panel in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("panels").EnumerateArray()
        from target in panel.GetProperty("targets").EnumerateArray()
        select new PromQuery($"{Path.GetFileName(file)}: {panel.GetProperty("title").GetString()}", target.GetProperty("expr").GetString()!);

    // Names before a bracket are functions; units of time follow a digit.
    [GeneratedRegex(@"(?<![\w:.$""])(?>(?<name>[a-zA-Z_:][\w:]*))\s*(?>(\{(?<conditions>[^}]*)\})?)(?!\s*\()")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)\s*""([^""]*)""")]
    private static partial Regex Condition();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"- alert: (?<alert>\w+)\s+expr: '(?<query>.*)'$", RegexOptions.Multiline)]
    private static partial Regex Rule();
}

/// <summary>A metric in a query.</summary>
internal sealed record PromSelector(string Name, IReadOnlyList<PromCondition> Conditions);

/// <summary>A condition on a label, whatever its operator: one value, or several with <c>|</c> between them, each of them a pattern.</summary>
internal sealed record PromCondition(string Label, string Pattern);
