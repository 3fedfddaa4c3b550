using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Targets;

/// <summary>
/// Decides what a command works on. An address is a server. A data folder that a server owns is worked on through that server, one that nobody owns in this process.
/// With neither, a server at the usual address is taken, else the data folder in the working directory if there is a catalogue in it.
/// </summary>
internal static class TargetFinder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="create">A data folder that is named and has no catalogue yet is to get one.</param>
    /// <exception cref="CommandFailedException">There is nothing to work on, or its owner cannot be asked.</exception>
    public static async Task<Target> FindAsync(TargetSettings settings, bool create, CancellationToken cancellationToken)
    {
        if (settings.Url is { } url)
        {
            return new Target.Server(ApiConnection.To(url, settings.ApiKey));
        }

        if (settings.Data is { } data)
        {
            return OfFolder(data, settings, create);
        }

        if (await AnswersAsync(TargetSettings.DefaultUrl, cancellationToken))
        {
            return new Target.Server(ApiConnection.To(TargetSettings.DefaultUrl, settings.ApiKey));
        }

        return DataDirectoryOwner.HasCatalogue(TargetSettings.DefaultData)
            ? OfFolder(TargetSettings.DefaultData, settings, create)
            : throw new CommandFailedException(
                ExitCode.Unavailable,
                $"No server answers at {TargetSettings.DefaultUrl}, and there is no catalogue in the folder {Path.GetFullPath(TargetSettings.DefaultData)}. Say where to work: --url ADDRESS of a server, or --data FOLDER.");
    }

    /// <summary>For what only a server can be asked.</summary>
    /// <exception cref="CommandFailedException">There is no server to ask.</exception>
    public static async Task<ApiConnection> FindServerAsync(TargetSettings settings, CancellationToken cancellationToken) =>
        await FindAsync(settings, create: false, cancellationToken) is Target.Server server
            ? server.Api
            : throw new CommandFailedException(ExitCode.Unavailable, "This asks a running server, and none owns that data folder. Start one, or name one with --url ADDRESS.");

    private static Target OfFolder(string data, TargetSettings settings, bool create)
    {
        string folder = Path.GetFullPath(data);
        return DataDirectoryOwner.Find(folder) switch
        {
            null when !create && !DataDirectoryOwner.HasCatalogue(folder) => throw new CommandFailedException(ExitCode.Unavailable, $"There is no catalogue in the folder {folder}."),
            null => new Target.Folder(folder, settings),
            { Address: { } address } => new Target.Server(ApiConnection.To(address, settings.ApiKey)),
            { Process: var process } => throw new CommandFailedException(
                ExitCode.Unavailable,
                $"The data folder {folder} is in use by {(process is { } id ? $"process {id}" : "another process")}, which serves no address yet. Wait for it, or name a server with --url ADDRESS."),
        };
    }

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using ApiConnection api = ApiConnection.To(address, null);
        return await api.AnswersAsync(Patience, cancellationToken);
    }
}
