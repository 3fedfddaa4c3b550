using System.Globalization;

namespace VisualSearch.Tests.Support;

/// <summary>Reads figures out of the Prometheus text format.</summary>
internal static class Prometheus
{
    /// <summary>The sum of the series of that exact name whose labels contain the text; 0 when there is none.</summary>
    public static double Sum(string exposition, string name, string labels = "") => exposition
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{' && line.Contains(labels, StringComparison.Ordinal))
        .Sum(ValueOf);

    private static double ValueOf(string line)
    {
        // After the labels: the value, and perhaps a time.
        string rest = line[(line.LastIndexOf('}') + 1)..];
        string[] words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(line.Contains('}', StringComparison.Ordinal) ? words[0] : words[1], CultureInfo.InvariantCulture);
    }
}
