using System.CommandLine;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Status;

/// <summary><c>visualsearch status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "status",
            "Where a shop stands: health, model, products, vectors, what is pending",
            ("visualsearch status", "of the server on this machine"),
            ("visualsearch status --url https://search.example.com --json", "of another, for a script"),
            ("visualsearch status --data /var/lib/visualsearch", "of a data folder, while no server runs"));
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        ShopStatus status = await ShopStatusReader.ReadAsync(target, cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(status);
        }
        else
        {
            session.Screen.Output.Write(TableOf(status));
        }

        return (int)(status.Health == "unhealthy" ? ExitCode.Partly : ExitCode.Done);
    }

    private static Grid TableOf(ShopStatus status)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        void Add(string name, string? value) => grid.AddRow(new Text(name), new Text(value ?? "-"));
        Add("where", status.Where);
        Add("health", status.Health);
        Add("mode", status.Mode);
        Add("version", status.Version);
        Add("model", status.Model);
        Add("products", Number(status.Products));
        Add("failed", Number(status.Failed));
        Add("vectors", Number(status.Vectors));
        Add("pending", status.Pending is null ? null : status.Pending > 0 ? $"{status.Pending:N0}, the oldest for {status.LagSeconds:N0} s" : $"{status.Pending:N0}");
        foreach (PartStatus part in status.Parts)
        {
            Add(part.Name, part.Detail is null ? part.Status : $"{part.Status}: {part.Detail}");
        }

        return grid;
    }

    private static string? Number(long? number) => number is null ? null : $"{number:N0}";
}
