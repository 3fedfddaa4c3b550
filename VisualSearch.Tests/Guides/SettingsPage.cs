using System.Text.RegularExpressions;

namespace VisualSearch.Tests.Guides;

/// <summary>
/// The tables of docs/SETTINGS.md as the options classes make them: which settings there are, their defaults and what they may be. The words of a row are written by hand and stay;
/// a setting that is new begins with those of its class.
/// </summary>
internal static partial class SettingsPage
{
    /// <param name="page">The page as it is.</param>
    /// <param name="summaryOf">What the class says of a setting that the page does not know.</param>
    /// <returns>The page as it should be.</returns>
    /// <exception cref="InvalidOperationException">No table of the page has a setting of the new one's section.</exception>
    public static string Generate(string page, IReadOnlyList<ProgramSettings> settings, Func<ProgramSettings, string> summaryOf)
    {
        HashSet<string> known = [.. Row().Matches(page).Select(row => row.Groups["name"].Value)];
        Dictionary<string, List<ProgramSettings>> added = settings.Where(setting => !known.Contains(setting.Name)).GroupBy(SectionOf).ToDictionary(group => group.Key, group => group.ToList());
        List<string> lines = [];
        foreach (string line in page.Split('\n'))
        {
            Match row = Row().Match(line);
            string section = lines.Count > 0 && Row().Match(lines[^1]) is { Success: true } last ? SectionOf(last.Groups["name"].Value) : string.Empty;
            if (section.Length > 0 && (!row.Success || SectionOf(row.Groups["name"].Value) != section) && added.Remove(section, out List<ProgramSettings>? fresh))
            {
                lines.AddRange(fresh.Select(setting => Line(setting, summaryOf(setting))));
            }

            if (!row.Success)
            {
                lines.Add(line);
            }
            else if (settings.FirstOrDefault(setting => setting.Name == row.Groups["name"].Value) is { } setting)
            {
                lines.Add(Line(setting, row.Groups["what"].Value));
            }
        }

        return added.Count == 0 ? string.Join('\n', lines) : throw new InvalidOperationException($"No table has settings of the section {added.Keys.First()}: begin one, with one row of it.");
    }

    private static string Line(ProgramSettings setting, string what) => $"| `{setting.Name}` | {(setting.Default == "none" ? "none" : $"`{setting.Default}`")} | {setting.Range} | {what} |".Replace("|  |", "| |", StringComparison.Ordinal);

    private static string SectionOf(ProgramSettings setting) => SectionOf(setting.Name);

    private static string SectionOf(string name) => name[..name.LastIndexOf(':')];

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+(?::\w+)+)` \|[^|]*\|[^|]*\| ?(?<what>.*?) ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
