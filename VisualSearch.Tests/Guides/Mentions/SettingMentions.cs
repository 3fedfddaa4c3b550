using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides.Mentions;

/// <summary>Settings and environment variables that a page names, against the options classes and the sources that read them.</summary>
internal sealed partial class SettingMentions
{
    /// <summary>Sections that others read: .NET itself, Aspire, and the AppHost's own, whose names are looked for in its sources.</summary>
    private static readonly Dictionary<string, string[]> OfOthers = new()
    {
        ["ConnectionStrings"] = ["catalog", "redis", "qdrant_http"],
        ["Logging"] = ["LogLevel"],
    };

    private readonly HashSet<string> _known = [.. ProgramSettings.All.SelectMany(setting => setting.Names)];
    private readonly string _appHost = string.Concat(Directory.GetFiles(Repository.PathOf("VisualSearch.AppHost"), "*Settings.cs").Select(File.ReadAllText));
    private readonly string _sources = string.Concat(SourceFiles().Select(File.ReadAllText));

    public IEnumerable<string> Faults(GuidePage page) => Setting().Matches(page.Text).Select(match => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal).TrimEnd(':'))
        .Select(name => string.Join(':', name.Split(':').Where(part => !part.All(char.IsAsciiDigit))))
        .Distinct().Where(name => !IsSetting(name)).Select(name => $"{page.Path}: there is no setting {name}")
        .Concat(Variable().Matches(page.Text).Select(match => match.Value).Distinct().Where(name => !_sources.Contains(name, StringComparison.Ordinal)).Select(name => $"{page.Path}: nothing reads the variable {name}"));

    private bool IsSetting(string name)
    {
        string[] parts = name.Split(':');
        if (parts[0] == "VisualSearch")
        {
            // What is handed on to the programs is a setting of theirs.
            return parts is [_, "Programs", .. var handed]
                ? handed.Length == 0 || IsSetting(string.Join(':', handed))
                : parts.Skip(1).All(part => _appHost.Contains($"\"{part}\"", StringComparison.Ordinal));
        }

        return _known.Contains(name)
            || (OfOthers.TryGetValue(parts[0], out string[]? theirs) && (parts.Length == 1 || theirs.Contains(parts[1], StringComparer.Ordinal)))
            // The variables of a store, and the parameters that the AppHost asks for, go by the same form.
            || parts[0] is "Parameters" or "QDRANT";
    }

    /// <summary>What is built and what builds it, without the pages that are judged and the names that are invented.</summary>
    private static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetRelativePath(Repository.Root, file) is var path
            && !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or ".git" or "artifacts" or "TestResults" or "docs" or "data")
            && !path.EndsWith("MentionsTests.cs", StringComparison.Ordinal)
            && (path.EndsWith(".cs", StringComparison.Ordinal) || path.StartsWith(".ci", StringComparison.Ordinal) || path.StartsWith("deploy", StringComparison.Ordinal)));

    [GeneratedRegex(@"(?<![\w./:""'{]|\w-)(?:--)?(?<name>[A-Z]\w*?[a-z0-9](?:(?::|__)[A-Za-z0-9][A-Za-z0-9]*(?:_[a-z]+)?)+)(?=[`\s=""/.,;)|…\]]|:…|:\*|$)", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\bVISUALSEARCH_[A-Z_]*[A-Z]\b")]
    private static partial Regex Variable();
}
