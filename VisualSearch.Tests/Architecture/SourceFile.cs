using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Architecture;

/// <summary>A text file of the checkout.</summary>
/// <param name="Path">From the root of the checkout, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly HashSet<string> FoldersLeftOut = ["bin", "obj", "data", "logs", "TestResults", "artifacts", ".git", ".vs", ".idea", "BenchmarkDotNet.Artifacts"];

    private static readonly HashSet<string> TextExtensions =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".jsonl", ".md", ".txt", ".yml", ".yaml", ".sh", ".css", ".js", ".html", ".conf", ".runsettings", ".config", ".editorconfig", ".gitignore", ".gitattributes", ""];

    /// <summary>All of them, what is built or written at run time left out.</summary>
    public static IReadOnlyList<SourceFile> ReadAll() => [.. Walk(new DirectoryInfo(Repository.Root))];

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>Written by EF Core's tool, in its own manner.</summary>
    public bool IsMigration => Path.Contains("/Migrations/", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("VisualSearch.Tests/", StringComparison.Ordinal);

    /// <summary>The file's name up to the first dot.</summary>
    public string Name => System.IO.Path.GetFileName(Path).Split('.')[0];

    public int Lines => Text.AsSpan().Count('\n') + (Text.EndsWith('\n') || Text.Length == 0 ? 0 : 1);

    public override string ToString() => Path;

    private static IEnumerable<SourceFile> Walk(DirectoryInfo folder)
    {
        foreach (FileInfo file in folder.EnumerateFiles().Where(file => TextExtensions.Contains(file.Extension)))
        {
            yield return new SourceFile(System.IO.Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName));
        }

        foreach (DirectoryInfo inner in folder.EnumerateDirectories().Where(inner => !FoldersLeftOut.Contains(inner.Name)))
        {
            foreach (SourceFile file in Walk(inner))
            {
                yield return file;
            }
        }
    }
}
