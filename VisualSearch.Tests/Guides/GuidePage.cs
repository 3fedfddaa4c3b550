using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides;

/// <summary>A page of this repository, for tests that hold it true.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
internal sealed partial record GuidePage(string Path, string Text)
{
    public static GuidePage Read(string path) => new(path, File.ReadAllText(Repository.PathOf(path.Split('/'))).ReplaceLineEndings("\n"));

    /// <summary>The README, the pages that it sends a reader to outside of docs, and every page directly under docs.</summary>
    public static IReadOnlyList<GuidePage> All() =>
    [
        Read("README.md"),
        Read("CONTRIBUTING.md"),
        Read("deploy/README.md"),
        Read("models/README.md"),
        .. Directory.GetFiles(Repository.PathOf("docs"), "*.md").Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal).Select(name => Read("docs/" + name)),
    ];

    /// <summary>What stands between fences of a language, in order, each with its last line break.</summary>
    /// <param name="language">As after the opening fence; empty for one without a language.</param>
    public IReadOnlyList<string> Blocks(string language) => [.. Fence().Matches(Text).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["code"].Value)];

    /// <summary>The text without its fenced blocks.</summary>
    public string Prose => Fence().Replace(Text, "\n");

    /// <summary>What stands between backticks in the prose, as a reader sees it.</summary>
    public IEnumerable<string> Spans => CodeSpan().Matches(Prose).Select(span => span.Groups["code"].Value.Replace("\\|", "|", StringComparison.Ordinal).Trim());

    /// <summary>The lines of blocks that are for a shell, without comments, with continued lines joined.</summary>
    public IEnumerable<string> ShellLines => Blocks("sh").Concat(Blocks("bash"))
        .SelectMany(block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        .Select(line => Comment().Replace(line, string.Empty).Trim())
        .Where(line => line.Length > 0);

    [GeneratedRegex(@"^```(?<language>[a-z]*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<!`)(?<ticks>`+)(?!`)(?<code>[^\n]+?)(?<!`)\k<ticks>(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(^|\s)#(\s.*)?$")]
    private static partial Regex Comment();
}
