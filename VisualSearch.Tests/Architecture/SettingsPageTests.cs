using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.ServiceDefaults.Health;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Architecture;

/// <summary>docs/SETTINGS.md and the README against the options classes: every setting, its name and its default.</summary>
public sealed partial class SettingsPageTests
{
    private static readonly Assembly[] Ours = [typeof(DataOptions).Assembly, typeof(LimitOptions).Assembly, typeof(HealthOptions).Assembly];

    [Fact]
    public void The_page_has_every_setting_with_its_default_and_no_other() => Assert.Equal(Program(), Rows("docs/SETTINGS.md"));

    [Fact]
    public void What_the_readme_says_of_a_setting_is_what_the_page_says()
    {
        Dictionary<string, string> page = Rows("docs/SETTINGS.md").ToDictionary(row => row.Name, row => row.Default);

        Assert.All(Rows("README.md"), row => Assert.Equal(page.GetValueOrDefault(row.Name), row.Default));
    }

    private static IEnumerable<(string Name, string Default)> Program() => Ours
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section") is { IsLiteral: true })
        .SelectMany(type => type.GetProperties().Select(property => ($"{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}", DefaultOf(property, Activator.CreateInstance(type)!))))
        .Order();

    private static string DefaultOf(PropertyInfo property, object options) => property.GetValue(options) switch
    {
        null => "none",
        string text => text.Replace('\\', '/'),
        ICollection { Count: 0 } => "none",
        bool flag => flag ? "true" : "false",
        Enum value => value.ToString().ToLowerInvariant(),
        TimeSpan time => time.Milliseconds > 0 ? time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0') : time.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        object other => throw new InvalidOperationException($"{property.Name} is of {other.GetType()}, which has no form here yet."),
    };

    private static IEnumerable<(string Name, string Default)> Rows(string file) => Row().Matches(File.ReadAllText(Repository.PathOf(file)))
        .Select(row => (row.Groups["name"].Value, row.Groups["default"].Value))
        .Order();

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+(:\w+)+)` \| `?(?<default>[^`|]+?)`? \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
