namespace VisualSearch.Cli.Targets;

/// <summary>Where a command is to work, as far as its user said.</summary>
/// <param name="Url">A server.</param>
/// <param name="Data">A data folder.</param>
/// <param name="Models">A folder of models.</param>
/// <param name="Set">Settings of the engine, <c>Key=Value</c>.</param>
/// <param name="Verbose">The engine's log is wanted.</param>
internal sealed record TargetSettings(Uri? Url, string? ApiKey, string? Data, string? Models, IReadOnlyList<string> Set, bool Verbose)
{
    /// <summary>Where the Api is when nobody says otherwise.</summary>
    public static readonly Uri DefaultUrl = new("http://localhost:8000");

    /// <summary>The data folder when nobody says otherwise, under the working directory.</summary>
    public const string DefaultData = "data";
}
