using System.Globalization;
using System.Text.RegularExpressions;
using VisualSearch.Api.Http;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Http;

/// <summary>docs/ERRORS.md against the program. Slices may have codes of their own beside <see cref="ProblemCodes"/>, so the sources are read for them.</summary>
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
    public void Reading_the_sources_misses_no_known_code()
    {
        IEnumerable<Entry> known = ProblemCodes.All.Select(code => new Entry(code.Code, code.Status, code.Title));

        Assert.Empty(known.Except(Program()));
    }

    private static Entry[] Page() => [.. Read(RowPattern(), File.ReadAllText(Repository.PathOf("docs", "ERRORS.md")))];

    private static Entry[] Program() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("VisualSearch.Api"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Contains("obj"))
            .Select(File.ReadAllText)
            .SelectMany(text => Read(CodePattern(), text).Concat(Read(CallPattern(), text)))
            .Distinct(),
    ];

    private static IEnumerable<Entry> Read(Regex pattern, string text) => pattern.Matches(text).Select(match => new Entry(
        match.Groups["code"].Value,
        int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture),
        match.Groups["title"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9_]+)` \| (?<status>\d{3}) \| (?<title>[^|]+?) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    /// <summary>A <see cref="ProblemCode"/> being made.</summary>
    [GeneratedRegex("""new(?:\s+ProblemCode)?\(\s*"(?<code>[a-z0-9_]+)",\s*(?:StatusCodes\.Status)?(?<status>\d{3})\w*,\s*"(?<title>(?:[^"\\]|\\.)*)",""")]
    private static partial Regex CodePattern();

    /// <summary>A problem of a slice's own.</summary>
    [GeneratedRegex("""Problems\.Of\(\s*(?:StatusCodes\.Status)?(?<status>\d{3})\w*,\s*"(?<code>[a-z0-9_]+)",\s*"(?<title>(?:[^"\\]|\\.)*)"[,)]""")]
    private static partial Regex CallPattern();

    private sealed record Entry(string Code, int Status, string Title);
}
