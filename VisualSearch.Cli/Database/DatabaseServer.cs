using System.CommandLine;
using Microsoft.Extensions.Configuration;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Database;

/// <summary>The Postgres of the distributed mode, where <c>ConnectionStrings:catalog</c> names one and the line names no data folder.</summary>
internal static class DatabaseServer
{
    /// <summary>Null when the command works on a data folder, or on what the line names and nothing here can work on.</summary>
    public static Target.Folder? Of(Session session, ParseResult line)
    {
        // Not the folder of the environment: the settings of a distributed system name both, and its folder holds pictures.
        TargetSettings settings = session.TargetOf(line);
        if (session.NamesFolder(line) || session.NamesServer(line))
        {
            return null;
        }

        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(EngineSettings.Of(settings, null)).Build();
        return string.IsNullOrWhiteSpace(configuration.GetConnectionString("catalog")) ? null : new Target.Folder(Path.GetFullPath(TargetSettings.DefaultData), settings);
    }

    /// <exception cref="CommandFailedException">The command would work on a server.</exception>
    public static void Refuse(Session session, ParseResult line)
    {
        if (Of(session, line) is not null)
        {
            throw new CommandFailedException(
                ExitCode.WrongUsage,
                "ConnectionStrings:catalog names a Postgres: its own pg_dump and pg_restore save it and put it back. For the catalogue of a data folder name that with --data FOLDER.");
        }
    }
}
