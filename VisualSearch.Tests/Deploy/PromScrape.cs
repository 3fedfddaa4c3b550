using System.Text.RegularExpressions;

namespace VisualSearch.Tests.Deploy;

/// <summary>The series that processes serve, as Prometheus has them after reading both.</summary>
internal sealed partial class PromScrape
{
    /// <summary>Labels whose values come from what happens, so that a scrape has few of them.</summary>
    private static readonly HashSet<string> Open = ["instance", "http_response_status_code"];

    private readonly List<(string Name, Dictionary<string, string> Labels)> _series = [];

    public IReadOnlySet<string> Names => _series.Select(series => series.Name).ToHashSet(StringComparer.Ordinal);

    /// <param name="job">As the process's job is called in <c>prometheus.yml</c>.</param>
    /// <param name="exposition">What its <c>/metrics</c> answered.</param>
    public void Add(string job, string exposition)
    {
        Dictionary<string, string> target = new() { ["job"] = job, ["instance"] = "127.0.0.1:8000" };
        _series.Add(("up", target));
        foreach (Match sample in Sample().Matches(exposition))
        {
            Dictionary<string, string> labels = new(target);
            foreach (Match label in Label().Matches(sample.Groups["labels"].Value))
            {
                labels[label.Groups[1].Value] = label.Groups[2].Value;
            }

            _series.Add((sample.Groups["name"].Value, labels));
        }
    }

    /// <summary>What is wrong with the names in a query; nothing when each metric, label and value is served.</summary>
    public IEnumerable<string> Faults(PromQuery query)
    {
        foreach (PromSelector selector in query.Selectors)
        {
            List<Dictionary<string, string>> served = [.. _series.Where(series => series.Name == selector.Name).Select(series => series.Labels)];
            if (served.Count == 0)
            {
                yield return $"{query.Source}: no process serves {selector.Name}";
                continue;
            }

            foreach (string fault in selector.Conditions.SelectMany(condition => Faults(condition, served)))
            {
                yield return $"{query.Source}: {selector.Name} {fault}";
            }
        }

        HashSet<string> known = [.. _series.Where(series => query.Selectors.Any(selector => selector.Name == series.Name)).SelectMany(series => series.Labels.Keys)];
        foreach (string label in query.Groups.Where(label => !known.Contains(label)))
        {
            yield return $"{query.Source}: nothing in it has the label {label}";
        }
    }

    private static IEnumerable<string> Faults(PromCondition condition, List<Dictionary<string, string>> served)
    {
        HashSet<string> values = [.. served.Where(labels => labels.ContainsKey(condition.Label)).Select(labels => labels[condition.Label])];
        if (values.Count == 0)
        {
            yield return $"has no label {condition.Label}";
            yield break;
        }

        foreach (string value in condition.Pattern.Split('|').Where(value => !Open.Contains(condition.Label) && !values.Any(one => Regex.IsMatch(one, $"^(?:{value})$"))))
        {
            yield return $"has no {condition.Label} like {value}, but {string.Join(", ", values.Order(StringComparer.Ordinal))}";
        }
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? \S+", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(\w+)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
