using System.Diagnostics;

namespace VisualSearch.Tests.Support;

/// <summary>Programs as their own projects built them. The copies beside the tests lack what the tests' frameworks have, and slow down when coverage is measured.</summary>
internal static class BuiltProgram
{
    private static readonly string Output = Path.GetRelativePath(Repository.PathOf("VisualSearch.Tests"), AppContext.BaseDirectory);

    /// <summary>The program's assembly, of the configuration that the tests are of.</summary>
    public static string PathOf(string project, string assembly)
    {
        string path = Repository.PathOf(project, Output, assembly + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("Building VisualSearch.Tests in its own folder builds it; it is absent", path);
    }

    /// <summary>Lets a process that lives for seconds do without the second, better compilation of what it runs, which costs it a third of its processor time.</summary>
    public static void BeBrief(ProcessStartInfo start)
    {
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "1000";
        start.Environment["DOTNET_TieredPGO"] = "0";
    }
}
