namespace VisualSearch.Cli.Targets;

/// <summary>What a command works on: a server, or a data folder that no server owns. There are no other kinds.</summary>
internal abstract record Target
{
    private Target()
    {
    }

    /// <summary>A running Api.</summary>
    public sealed record Server(ApiConnection Api) : Target;

    /// <summary>A data folder, worked on in this process.</summary>
    /// <param name="Folder">Absolute; it need not exist yet.</param>
    public sealed record Folder(string Path, TargetSettings Settings) : Target;
}
