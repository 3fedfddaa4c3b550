using System.Xml.Linq;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Architecture;

/// <summary>A project of the solution.</summary>
/// <param name="References">Names of the projects of ours that it references.</param>
/// <param name="InSolution">Listed in VisualSearch.sln.</param>
/// <param name="Locked">Has its lock file beside it.</param>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> References, bool InSolution, bool Locked)
{
    public static IReadOnlyList<ProjectFile> ReadAll()
    {
        string solution = File.ReadAllText(Repository.PathOf("VisualSearch.sln"));
        return
        [
            .. Directory.EnumerateDirectories(Repository.Root)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
                .Select(path => Read(path, solution)),
        ];
    }

    private static ProjectFile Read(string path, string solution)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        IEnumerable<string> references = XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(reference => Path.GetFileNameWithoutExtension(reference));
        return new ProjectFile(
            name,
            [.. references],
            solution.Contains($"\\{name}.csproj\"", StringComparison.Ordinal),
            File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "packages.lock.json")));
    }
}
