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
            ("visualsearch db migrate --data /var/lib/visualsearch", "before a new version is started, with the old one stopped"),
            ("ConnectionStrings__catalog='Host=db;Username=shop;Database=shop' visualsearch db migrate", "a Postgres, also an empty one"));
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<string>> MigrateAsync(IServiceProvider engine) => engine.GetRequiredService<CatalogueUpkeep>().MigrateAsync(cancellationToken);
        IReadOnlyList<string> applied = DatabaseServer.Of(session, line) is { } server
            ? await CatalogueHost.UseServerAsync(server, MigrateAsync, cancellationToken)
            : await CatalogueHost.UseAsync(DatabaseFolder.Of(session, line, mustHold: true), own: false, MigrateAsync, cancellationToken);
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
