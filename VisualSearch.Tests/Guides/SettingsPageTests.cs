using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides;

/// <summary>docs/SETTINGS.md and the README against the options classes: every setting, its name, its default and its bounds.</summary>
public sealed partial class SettingsPageTests
{
    private const string Command = "VISUALSEARCH_WRITE_DOCS=1 dotnet test VisualSearch.Tests --filter FullyQualifiedName~SettingsPageTests";

    private static readonly GuidePage Page = GuidePage.Read("docs/SETTINGS.md");

    /// <summary>With <c>VISUALSEARCH_WRITE_DOCS=1</c> the page is written instead.</summary>
    [Fact]
    public void The_page_is_what_the_options_classes_make_of_it()
    {
        string generated = SettingsPage.Generate(Page.Text, ProgramSettings.All, SummaryOf);
        if (Environment.GetEnvironmentVariable("VISUALSEARCH_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Repository.PathOf("docs", "SETTINGS.md"), generated);
            return;
        }

        Assert.True(generated == Page.Text, "The options classes have changed. Run: " + Command + "\n" + string.Join('\n', generated.Split('\n').Except(Page.Text.Split('\n'))));
    }

    [Fact]
    public void Every_setting_is_on_the_page_and_has_words() =>
        Assert.Equal(ProgramSettings.All.Select(setting => setting.Name), Rows("docs/SETTINGS.md").Select(row => row.Name));

    [Fact]
    public void What_the_readme_says_of_a_setting_is_what_the_page_says()
    {
        Dictionary<string, string> page = Rows("docs/SETTINGS.md").ToDictionary(row => row.Name, row => row.Default);

        Assert.All(Rows("README.md"), row => Assert.Equal(page.GetValueOrDefault(row.Name), row.Default));
    }

    [Fact]
    public void A_new_setting_gets_a_row_one_that_is_gone_loses_it_and_words_stay()
    {
        ProgramSettings known = ProgramSettings.All.Single(setting => setting.Name == "Images:MaxPixels");
        string page = "before\n| setting | default | may be | what |\n|---|---|---|---|\n| `Images:Gone` | none | | was here |\n| `Images:MaxPixels` | `1` | | larger \\| `pictures` |\n\nafter\n";

        string generated = SettingsPage.Generate(page, [known, known with { Name = "Images:New", Default = "none", Range = "" }], setting => $"About {setting.Name}.");

        Assert.Equal(
            "before\n| setting | default | may be | what |\n|---|---|---|---|\n| `Images:MaxPixels` | `50000000` | 1 to 500000000 | larger \\| `pictures` |\n| `Images:New` | none | | About Images:New. |\n\nafter\n",
            generated);
        Assert.Throws<InvalidOperationException>(() => SettingsPage.Generate(page, [known with { Name = "Other:New" }], _ => ""));
    }

    [Fact]
    public void A_new_setting_begins_with_what_its_class_says() => Assert.Equal(
        "The endpoint (`http://minio:9000`), spoken to in path style; null: Amazon's own in `Region`.",
        SummaryOf(ProgramSettings.All.Single(setting => setting.Name == "S3:ServiceUrl")));

    /// <summary>What the property's documentation says first, as Markdown.</summary>
    private static string SummaryOf(ProgramSettings setting)
    {
        string type = setting.Property.DeclaringType!.Name;
        string project = setting.Property.DeclaringType.Assembly.GetName().Name!;
        string source = File.ReadAllText(Directory.EnumerateFiles(Repository.PathOf(project), type + ".cs", SearchOption.AllDirectories).Single());
        string comment = Regex.Match(source, $@"(?<comment>(?:^ *///.*\n)+)(?:^ *\[.*\n)*^ *public [^=(]*\b{setting.Property.Name} \{{", RegexOptions.Multiline).Groups["comment"].Value;
        string summary = Regex.Match(comment.Replace("///", string.Empty, StringComparison.Ordinal), "<summary>(.*?)</summary>", RegexOptions.Singleline).Groups[1].Value;
        return Space().Replace(Code().Replace(summary, match => $"`{match.Groups["text"].Value.Split('.')[^1]}`".Replace("``", $"`{match.Groups["code"].Value}`", StringComparison.Ordinal)), " ").Trim();
    }

    private static IEnumerable<(string Name, string Default)> Rows(string file) => Row().Matches(GuidePage.Read(file).Text)
        .Where(row => !row.Value.EndsWith("| |", StringComparison.Ordinal))
        .Select(row => (row.Groups["name"].Value, row.Groups["default"].Value))
        .OrderBy(row => row.Item1, StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+(:\w+)+)` \| `?(?<default>[^`|]+?)`? \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("<c>(?<code>.*?)</c>|<see cref=\"(?<text>[^\"]*)\" ?/>")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
