using System.Runtime.CompilerServices;

namespace VisualSearch.Tests.Support;

/// <summary>The folder with models and pictures that may not be committed: beside the checkout, or where <c>VISUALSEARCH_SHARED</c> says.</summary>
internal static class SharedFolder
{
    private static readonly string? Found = Find();

    /// <summary>Why tests that need it are skipped; null when it is there, or when its absence must fail (<c>VISUALSEARCH_SHARED_REQUIRED=1</c>).</summary>
    public static string? SkipReason { get; } = Found is null && Environment.GetEnvironmentVariable("VISUALSEARCH_SHARED_REQUIRED") != "1"
        ? "The shared folder is neither beside the checkout nor named by VISUALSEARCH_SHARED"
        : null;

    public static string PathOf(params string[] parts) => Path.Combine([Found ?? throw new DirectoryNotFoundException("The shared folder is required and absent: put it beside the checkout or name it in VISUALSEARCH_SHARED"), .. parts]);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("VISUALSEARCH_SHARED");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        string beside = Path.Combine(Repository.Root, "..", "shared");
        return Directory.Exists(Path.Combine(beside, "models")) ? Path.GetFullPath(beside) : null;
    }
}

/// <summary>A fact that needs <see cref="SharedFolder"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = SharedFolder.SkipReason;
}

/// <summary>A theory that needs <see cref="SharedFolder"/>; its data must not be read from it while tests are listed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = SharedFolder.SkipReason;
        DisableDiscoveryEnumeration = true;
    }
}
