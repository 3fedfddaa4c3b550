using System.Globalization;
using System.Text.RegularExpressions;
using VisualSearch.Api.Http;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Http;

/// <summary>docs/ERRORS.md against the program, and the program's sources against its own list.</summary>
public sealed partial class ErrorsPageTests
{
    [Fact]
    public void The_page_has_the_codes_of_the_program_and_no_others()
    {
        string[] page = [.. Page().Select(code => code.Code).Order(StringComparer.Ordinal)];

        Assert.Equal(Program().Select(code => code.Code).Distinct().Order(StringComparer.Ordinal), page);
    }

    [Fact]
    public void The_page_gives_each_code_its_status_and_title()
    {
        IEnumerable<string> wrong = Program().Except(Page()).Select(code => $"{code.Status} {code.Code}: {code.Title}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_code_is_made_beside_the_list_that_problems_lead_to()
    {
        IEnumerable<Entry> made = Directory.EnumerateFiles(Repository.PathOf("VisualSearch.Api"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Contains("obj"))
            .SelectMany(path => Read(CodePattern(), File.ReadAllText(path)));

        Assert.Equal(Program().ToHashSet(), made.ToHashSet());
    }

    private static Entry[] Page() => [.. Read(RowPattern(), File.ReadAllText(Repository.PathOf("docs", "ERRORS.md")))];

    private static Entry[] Program() => [.. ProblemCodes.All.Select(code => new Entry(code.Code, code.Status, code.Title))];

    private static IEnumerable<Entry> Read(Regex pattern, string text) => pattern.Matches(text).Select(match => new Entry(
        match.Groups["code"].Value,
        int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture),
        match.Groups["title"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9_]+)` \| (?<status>\d{3}) \| (?<title>[^|]+?) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    /// <summary>A <see cref="ProblemCode"/> being made.</summary>
    [GeneratedRegex("""new(?:\s+ProblemCode)?\(\s*"(?<code>[a-z0-9_]+)",\s*(?:StatusCodes\.Status)?(?<status>\d{3})\w*,\s*"(?<title>(?:[^"\\]|\\.)*)",""")]
    private static partial Regex CodePattern();

    private sealed record Entry(string Code, int Status, string Title);
}
