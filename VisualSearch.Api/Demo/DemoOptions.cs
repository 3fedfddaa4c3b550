namespace VisualSearch.Api.Demo;

/// <summary>Whether this process puts the demo shop into its catalogue. Section <c>Demo</c>.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Default: <see cref="DemoLoad.Auto"/>.</summary>
    public DemoLoad Load { get; set; } = DemoLoad.Auto;

    /// <summary>A folder with <c>catalog.jsonl</c> and the pictures that it names; a relative path is taken from the program's own folder.</summary>
    public string Directory { get; set; } = Path.Combine("samples", "sample-shop");
}

/// <summary>The values of <c>Demo:Load</c>.</summary>
internal enum DemoLoad
{
    /// <summary>In Development, when the catalogue is empty or an earlier load was cut short.</summary>
    Auto,

    /// <summary>At each start: adds what is missing by external id and changes nothing else.</summary>
    True,

    /// <summary>Never.</summary>
    False,
}
