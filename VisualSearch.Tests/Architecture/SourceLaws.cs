using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Architecture;

/// <summary>The rules of the house that only the text shows.</summary>
internal static partial class SourceLaws
{
    /// <summary>Lines in a file; at two thirds of it one starts to look for the second file in it.</summary>
    private const int MostLines = 300;

    /// <summary>Files that may be longer, each with the reason.</summary>
    private static readonly Dictionary<string, string> MayBeLonger = new()
    {
        ["VisualSearch.Tests/Contracts/VectorIndexContract.cs"] = "a suite is all that one interface promises",
    };

    /// <summary>Empty in the checkout; git keeps its own place there when the checkout is a worktree.</summary>
    private static readonly HashSet<string> NotOurs = [".git"];

    public static Law<SourceFile> ShortFiles { get; } = new("A file has at most 300 lines", files => files
        .Where(file => file is { IsCSharp: true, IsMigration: false } && file.Lines > MostLines && !MayBeLonger.ContainsKey(file.Path))
        .Select(file => new Violation(file.Path, $"has {file.Lines} lines")));

    public static Law<SourceFile> NamespaceIsFolder { get; } = new("The namespace of a file is its folder, or the project's part that the folder divides", files => files
        .Where(file => file.IsCSharp)
        .Select(file => (file.Path, Folder: Path.GetDirectoryName(file.Path)!.Replace('/', '.').Replace('\\', '.'), Declared: NamespacePattern().Match(file.Text)))
        .Where(file => file.Declared.Success && !IsOf(file.Declared.Groups[1].Value, file.Folder))
        .Select(file => new Violation(file.Path, $"declares {file.Declared.Groups[1].Value}")));

    public static Law<SourceFile> NamedForType { get; } = new("A file is named for a type in it", files => files
        .Where(file => file is { IsCSharp: true, IsMigration: false } && NamespacePattern().IsMatch(file.Text))
        .Where(file => !TypePattern().Matches(file.Text).Any(type => type.Groups[1].Value == file.Name || type.Groups[1].Value == file.Name + "Attribute"))
        .Select(file => new Violation(file.Path, "holds no type of its name")));

    public static Law<SourceFile> TellingFileNames { get; } = new("A file's name says the act or the thing", files => files
        .Where(file => file.IsCSharp && EmptyNamePattern().IsMatch(file.Name))
        .Select(file => new Violation(file.Path, "ends in a word that says nothing")));

    public static Law<SourceFile> NothingUnwritten { get; } = new("Nothing is left unwritten", files => files
        .Where(file => file is { IsCSharp: true, IsTest: false } && UnwrittenPattern().IsMatch(file.Text))
        .Select(file => new Violation(file.Path, $"says {UnwrittenPattern().Match(file.Text).Value}")));

    public static Law<SourceFile> NoRegions { get; } = new("No regions", files => files
        .Where(file => file.IsCSharp && RegionPattern().IsMatch(file.Text))
        .Select(file => new Violation(file.Path, "folds code into a region")));

    public static Law<SourceFile> NoMachinePaths { get; } = new("No path of somebody's machine", files => files
        .Where(file => !NotOurs.Contains(file.Path))
        .SelectMany(file => MachinePathPattern().Matches(file.Text).Select(match => new Violation(file.Path, $"names {match.Value}"))));

    public static Law<SourceFile> NoRegistryHosts { get; } = new("No host of a package registry", files => files
        .SelectMany(file => RegistryPattern().Matches(file.Text).Select(match => new Violation(file.Path, $"names {match.Value}"))));

    public static Law<SourceFile> LinksLeadSomewhere { get; } = new("A link of a page leads to a file of the checkout", files => files
        .Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal))
        .SelectMany(file => LinkPattern().Matches(file.Text)
            .Where(link => !Path.Exists(Repository.PathOf(Path.GetDirectoryName(file.Path)!, link.Groups[1].Value)))
            .Select(link => new Violation(file.Path, $"links to {link.Groups[1].Value}"))));

    public static IReadOnlyList<Law<SourceFile>> All { get; } =
        [ShortFiles, NamespaceIsFolder, NamedForType, TellingFileNames, NothingUnwritten, NoRegions, NoMachinePaths, NoRegistryHosts, LinksLeadSomewhere];

    /// <summary>True for the folder's own name, and for its beginning as long as that still names a part: <c>VisualSearch.Engine.Images</c> of <c>VisualSearch.Engine.Images.Decoding</c>.</summary>
    private static bool IsOf(string declared, string folder) =>
        declared == folder || (CodeType.IsWithin(folder, declared) && declared.Split('.').Length >= 3);

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"^[\w ]*?\b(?:class|record struct|record class|record|struct|interface|enum|delegate [\w<>?\[\], .]+?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypePattern();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Services?|Extensions|Base|Common|Misc)$")]
    private static partial Regex EmptyNamePattern();

    [GeneratedRegex(@"\bNotImplementedException\b|\bTODO\b|\bHACK\b|\bFIXME\b")]
    private static partial Regex UnwrittenPattern();

    [GeneratedRegex(@"^\s*#region\b", RegexOptions.Multiline)]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"(?<![\w.~$}-])/(?:home|root|work|Users)/[\w.-]+|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePathPattern();

    [GeneratedRegex(@"\]\((?![a-z]+:|[#/])([^)#\s]+)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"https?://[a-z0-9.-]*(?:nuget|npmjs|debian|pypi)[a-z0-9.-]*/", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryPattern();
}
