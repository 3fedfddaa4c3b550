using System.Runtime.CompilerServices;

namespace VisualSearch.Tests.Support;

/// <summary>The Chromium of this machine: where the distribution puts it, or where <c>VISUALSEARCH_CHROMIUM</c> says. The tests download no browser.</summary>
internal static class Chromium
{
    private static readonly string[] UsualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string? Found = Find();

    /// <summary>Why tests that need it are skipped; null when it is there, or when its absence must fail (<c>VISUALSEARCH_CHROMIUM_REQUIRED=1</c>).</summary>
    public static string? SkipReason { get; } = Found is null && Environment.GetEnvironmentVariable("VISUALSEARCH_CHROMIUM_REQUIRED") != "1"
        ? "Chromium is neither in its usual place nor named by VISUALSEARCH_CHROMIUM"
        : null;

    public static string Executable => Found ?? throw new FileNotFoundException("Chromium is required and absent: install it or name it in VISUALSEARCH_CHROMIUM");

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("VISUALSEARCH_CHROMIUM");
        return string.IsNullOrEmpty(named) ? UsualPlaces.FirstOrDefault(File.Exists) : File.Exists(named) ? named : null;
    }
}

/// <summary>A fact that needs <see cref="Chromium"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Chromium.SkipReason;
}

/// <summary>A theory that needs <see cref="Chromium"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Chromium.SkipReason;
}
