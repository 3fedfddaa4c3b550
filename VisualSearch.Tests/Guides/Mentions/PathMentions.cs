using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides.Mentions;

/// <summary>Files, folders and headings that a page names or links to, against the tree.</summary>
internal static partial class PathMentions
{
    /// <summary>Made by running what is here or by whoever runs it, and not in the tree.</summary>
    private static readonly HashSet<string> Made = ["artifacts", "bin", "data", "logs", "obj", "TestResults", "VisualSearch.Api/appsettings.json", "VisualSearch.Api/data", "VisualSearch.AppHost/data"];

    private static readonly HashSet<string> Tops = [.. Directory.EnumerateFileSystemEntries(Repository.Root).Select(entry => Path.GetFileName(entry))];

    private static readonly Lazy<HashSet<string>> FileNames = new(() => [.. Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file))]);

    public static IEnumerable<string> Faults(GuidePage page) => Links(page).Concat(Paths(page)).Concat(Names(page)).Distinct().Select(fault => $"{page.Path}: {fault}");

    private static IEnumerable<string> Links(GuidePage page)
    {
        string folder = Path.GetDirectoryName(page.Path)!;
        foreach (Match link in Link().Matches(page.Prose))
        {
            (string target, string anchor) = (link.Groups["path"].Value, link.Groups["anchor"].Value);
            string file = target.Length == 0 ? page.Path : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, target)));
            if (target.Length > 0 && !Path.Exists(Repository.PathOf(file)))
            {
                yield return $"there is no {target} to link to";
            }
            else if (anchor.Length > 0 && !Anchors(target.Length == 0 ? page : GuidePage.Read(file.Replace(Path.DirectorySeparatorChar, '/'))).Contains(anchor))
            {
                yield return $"{(target.Length == 0 ? "the page" : target)} has no heading #{anchor}";
            }
        }
    }

    /// <summary>Paths from the root of the repository, in prose and in what is typed there.</summary>
    private static IEnumerable<string> Paths(GuidePage page) => page.Spans.Concat(page.ShellLines)
        .SelectMany(text => Word().Matches(text).Select(word => word.Value.TrimEnd('/', '.', ',')))
        .Where(path => Tops.Contains(path.Split('/')[0]) && path.Contains('/', StringComparison.Ordinal) && !Made.Any(made => path == made || path.StartsWith(made + "/", StringComparison.Ordinal)))
        .Where(path => !IsThere(path))
        .Select(path => $"there is no {path}");

    /// <summary>Sources and scripts named without their folder, and projects.</summary>
    private static IEnumerable<string> Names(GuidePage page) => page.Spans.Concat(page.ShellLines)
        .SelectMany(text => Source().Matches(text).Select(word => word.Value))
        .Where(name => !FileNames.Value.Contains(name))
        .Concat(Project().Matches(page.Text).Select(project => project.Value).Where(project => !Path.Exists(Repository.PathOf(project)) && !FileNames.Value.Any(file => file.StartsWith(project + ".", StringComparison.Ordinal)) && project != "VisualSearch.Access"))
        .Select(name => $"there is no {name}");

    private static bool IsThere(string path)
    {
        string pattern = "^" + Regex.Escape(path).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("…", "[^/]*", StringComparison.Ordinal) + "$";
        pattern = Blank().Replace(pattern, "[^/]+");
        string parent = Repository.Root;
        string[] parts = path.Split('/');
        if (!parts.Any(part => part.Contains('*', StringComparison.Ordinal) || part.Contains('<', StringComparison.Ordinal) || part.Contains('…', StringComparison.Ordinal)))
        {
            return Path.Exists(Repository.PathOf(parts));
        }

        string fixedPart = Path.Combine(parent, Path.Combine([.. parts.TakeWhile(part => !part.Any(sign => sign is '*' or '<' or '…'))]));
        return Directory.Exists(fixedPart)
            && Directory.EnumerateFileSystemEntries(fixedPart, "*", SearchOption.AllDirectories).Any(entry => Regex.IsMatch(Path.GetRelativePath(Repository.Root, entry).Replace(Path.DirectorySeparatorChar, '/'), pattern));
    }

    private static HashSet<string> Anchors(GuidePage page) => [.. Heading().Matches(page.Prose).Select(heading => NotInAnchor().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:|mailto:)(?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w$/.{-])[\w.][\w.*<>…/-]*/[\w.*<>…/-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w/.*…<>-])[A-Z]\w+\.cs\b")]
    private static partial Regex Source();

    [GeneratedRegex(@"(?<![\w/.])VisualSearch\.[A-Z]\w+(?:\.Tests)?")]
    private static partial Regex Project();

    [GeneratedRegex(@"<[^>]*>")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
