using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Database;

/// <summary><c>visualsearch db status</c>.</summary>
internal static class DatabaseStatus
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "status",
            "Size, schema, counts and damage of the database, while a server runs or not",
            ("visualsearch db status --data /var/lib/visualsearch", "for people"),
            ("visualsearch db status --data /var/lib/visualsearch --json", "for a script"),
            ("ConnectionStrings__catalog='Host=db;Username=shop;Database=shop' visualsearch db status", "of a Postgres"));
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        Task<CatalogueCondition> LookAsync(IServiceProvider engine) => engine.GetRequiredService<CatalogueUpkeep>().LookAsync(cancellationToken);
        CatalogueCondition condition = DatabaseServer.Of(session, line) is { } server
            ? await CatalogueHost.UseServerAsync(server, LookAsync, cancellationToken)
            : await CatalogueHost.UseAsync(DatabaseFolder.Of(session, line, mustHold: true), own: false, LookAsync, cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(condition);
        }
        else
        {
            session.Screen.Output.Write(GridOf(condition));
        }

        return (int)(condition is { Damage: null, UnknownMigrations.Count: 0 } ? ExitCode.Done : ExitCode.Partly);
    }

    private static Grid GridOf(CatalogueCondition condition)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        void Add(string name, string? value) => grid.AddRow(new Text(name), new Text(value ?? "-"));
        if (condition.Extensions is { } extensions)
        {
            Add("database", condition.File);
            Add("size", $"{condition.Bytes:N0} bytes");
            Add("extensions", extensions.Count == 0 ? "none of those that text search makes use of" : string.Join(", ", extensions));
        }
        else
        {
            Add("file", condition.File);
            Add("in use by", condition.OwnedBy is { } process ? $"process {process}" : "nobody");
            Add("size", $"{condition.Bytes:N0} bytes, {condition.WalBytes:N0} in the write-ahead log");
        }

        Add("schema", condition.SchemaVersion);
        Add("pending migrations", condition.PendingMigrations.Count == 0 ? "none" : string.Join(", ", condition.PendingMigrations));
        if (condition.UnknownMigrations.Count > 0)
        {
            Add("unknown migrations", $"{string.Join(", ", condition.UnknownMigrations)}: a newer version has used this catalogue");
        }

        if (condition.Counts is { } counts)
        {
            Add("products", $"{counts.Products:N0}, and {counts.Deleted:N0} deleted ones remembered");
            Add("pictures", $"{counts.Pictures:N0}");
            Add("embeddings", $"{counts.Embeddings:N0}");
            Add("searches logged", $"{counts.Searches:N0}");
        }

        if (condition.Extensions is null)
        {
            Add("quick check", condition.Damage ?? "ok");
        }

        return grid;
    }
}
