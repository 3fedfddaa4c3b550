using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VisualSearch.ServiceDefaults.Telemetry;

/// <summary>
/// Completes a scrape in the Prometheus text format 0.0.4 so that each declared family is there from the first scrape. The exporter shows
/// only what has been recorded in this process; recording zeros instead would spoil histograms.
/// </summary>
internal static partial class ExpositionCompletion
{
    public static string Complete(string exposition, IEnumerable<MetricFamily> declared)
    {
        (List<string> order, Dictionary<string, List<string>> families) = Read(exposition);
        foreach (MetricFamily family in declared)
        {
            if (families.TryGetValue(family.CopyOf ?? family.Name, out List<string>? own))
            {
                families[family.CopyOf ?? family.Name] = [.. own.Select(WithoutScope)];
            }

            if (family.CopyOf is { } original && families.TryGetValue(original, out List<string>? samples))
            {
                Add(family, samples.Where(line => !line.StartsWith('#')).Select(line => family.Name + line[original.Length..]));
            }
            else if (!families.ContainsKey(family.Name))
            {
                Add(family, []);
            }

            List<string> lines = families[family.Name];
            foreach (IReadOnlyDictionary<string, string> labels in family.ZeroSeries)
            {
                string probe = family.Kind == MetricKind.Histogram ? family.Name + "_count" : family.Name;
                if (!lines.Any(line => Has(line, probe, labels)))
                {
                    lines.AddRange(Zero(family, labels));
                }
            }
        }

        return Write(order, families);

        void Add(MetricFamily family, IEnumerable<string> samples)
        {
            string kind = family.Kind == MetricKind.Histogram ? "histogram" : "counter";
            order.Add(family.Name);
            families[family.Name] = [$"# TYPE {family.Name} {kind}", $"# HELP {family.Name} {family.Help}", .. samples];
        }
    }

    // Lines of one family stay together, as the format demands; a family begins where its name first appears.
    private static (List<string> Order, Dictionary<string, List<string>> Families) Read(string exposition)
    {
        List<string> order = [];
        Dictionary<string, List<string>> families = new(StringComparer.Ordinal);
        string current = string.Empty;
        foreach (string line in exposition.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# EOF", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                current = line.Split(' ')[2];
            }

            if (!families.TryGetValue(current, out List<string>? lines))
            {
                families[current] = lines = [];
                order.Add(current);
            }

            lines.Add(line);
        }

        return (order, families);
    }

    private static bool Has(string line, string name, IReadOnlyDictionary<string, string> labels) =>
        line.StartsWith(name, StringComparison.Ordinal)
        && line.Length > name.Length
        && line[name.Length] is '{' or ' '
        && labels.All(label => line.Contains($"{label.Key}=\"{label.Value}\"", StringComparison.Ordinal));

    private static IEnumerable<string> Zero(MetricFamily family, IReadOnlyDictionary<string, string> labels)
    {
        string inner = string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
        string set = inner.Length == 0 ? string.Empty : $"{{{inner}}}";
        if (family.Kind == MetricKind.Counter)
        {
            yield return $"{family.Name}{set} 0";
            yield break;
        }

        string comma = inner.Length == 0 ? string.Empty : ",";
        foreach (string bound in DurationBuckets.Bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)).Append("+Inf"))
        {
            yield return $"{family.Name}_bucket{{{inner}{comma}le=\"{bound}\"}} 0";
        }

        yield return $"{family.Name}_sum{set} 0";
        yield return $"{family.Name}_count{set} 0";
    }

    // A series must not change its labels when it leaves zero, or rates would miss its first event.
    private static string WithoutScope(string line) => line.StartsWith('#') ? line : ScopeLabels().Replace(line, string.Empty).Replace("{}", string.Empty, StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal);

    [GeneratedRegex("otel_scope_[a-z_]+=\"[^\"]*\",?")]
    private static partial Regex ScopeLabels();

    private static string Write(List<string> order, Dictionary<string, List<string>> families)
    {
        StringBuilder text = new();
        foreach (string line in order.SelectMany(name => families[name]))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
