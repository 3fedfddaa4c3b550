namespace VisualSearch.Benchmarks.Measuring;

/// <summary>Where the sources, and beside them the shared models and pictures, are.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>In the shared folder: beside the checkout, or where <c>VISUALSEARCH_SHARED</c> says.</summary>
    public static string Shared(params string[] parts)
    {
        string folder = Environment.GetEnvironmentVariable("VISUALSEARCH_SHARED") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared"));
        return Path.Combine([folder, .. parts]);
    }

    /// <summary>A program of ours, as its Release build left it.</summary>
    public static string Program(string project) => Path.Combine(Root, project, "bin", "Release", "net10.0", project + ".dll");

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VisualSearch.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("VisualSearch.sln is in no folder above the benchmarks");
    }
}
