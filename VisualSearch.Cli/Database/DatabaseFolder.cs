using System.CommandLine;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Database;

/// <summary>Finds the data folder that a command works on: these work on files, beside a server and never through it.</summary>
internal static class DatabaseFolder
{
    /// <param name="mustHold">There must be a catalogue in it.</param>
    /// <exception cref="CommandFailedException">An address was given, or there is no catalogue.</exception>
    public static Target.Folder Of(Session session, ParseResult line, bool mustHold)
    {
        TargetSettings settings = session.TargetOf(line);
        if (settings.Url is not null && settings.Data is null)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "This works on a data folder of this machine, not through a server: name it with --data FOLDER. A catalogue in Postgres: db status and db migrate take it from ConnectionStrings__catalog.");
        }

        string folder = Path.GetFullPath(settings.Data ?? TargetSettings.DefaultData);
        if (settings.Data is null && !DataDirectoryOwner.HasCatalogue(folder))
        {
            throw new CommandFailedException(ExitCode.Unavailable, $"There is no catalogue in the folder {folder}. Name a data folder with --data FOLDER. A catalogue in Postgres: db status and db migrate take it from ConnectionStrings__catalog.");
        }

        return !mustHold || DataDirectoryOwner.HasCatalogue(folder)
            ? new Target.Folder(folder, settings)
            : throw new CommandFailedException(ExitCode.Unavailable, $"There is no catalogue in the folder {folder}.");
    }
}
