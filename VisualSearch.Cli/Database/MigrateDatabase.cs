using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Database;

/// <summary><c>visualsearch db migrate</c>.</summary>
internal static class MigrateDatabase
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "migrate",
            "Brings the schema up to date; a start of the server does the same",
            ("visualsearch db migrate --data /var/lib/visualsearch", "before a new version is started, with the old one stopped"));
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> applied = await CatalogueHost.UseAsync(
            DatabaseFolder.Of(session, line, mustHold: true),
            own: false,
            engine => engine.GetRequiredService<CatalogueUpkeep>().MigrateAsync(cancellationToken),
            cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(new { applied });
        }
        else
        {
            session.Screen.OutputWriter.WriteLine(applied.Count == 0 ? "The schema was up to date." : $"Applied {string.Join(", ", applied)}.");
        }

        return (int)ExitCode.Done;
    }
}
