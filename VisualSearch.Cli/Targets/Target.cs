namespace VisualSearch.Cli.Targets;

/// <summary>What a command works on: a server, whose connection it owns, or a data folder that no server owns. There are no other kinds.</summary>
internal abstract record Target : IDisposable
{
    private Target()
    {
    }

    public abstract void Dispose();

    /// <summary>A running Api.</summary>
    public sealed record Server(ApiConnection Api) : Target
    {
        public override void Dispose() => Api.Dispose();
    }

    /// <summary>A data folder, worked on in this process.</summary>
    /// <param name="Folder">Absolute; it need not exist yet.</param>
    public sealed record Folder(string Path, TargetSettings Settings) : Target
    {
        public override void Dispose()
        {
            // It is opened by whoever works on it.
        }
    }
}
