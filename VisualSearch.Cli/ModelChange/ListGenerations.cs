using System.CommandLine;
using Spectre.Console;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations list</c>.</summary>
internal static class ListGenerations
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "list",
            "Which generations live, which one searches use, and how far each is",
            ("visualsearch generations list", "of the server on this machine"),
            ("visualsearch generations list --data /var/lib/visualsearch --json", "of a data folder, for a script"));
        command.SetAction((line, cancellationToken) => GenerationsCommand.RunAsync(session, line, fill: false, change => RunAsync(session, line, change, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, IModelChange change, CancellationToken cancellationToken)
    {
        IReadOnlyList<GenerationView> living = await change.ListAsync(cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(living);
        }
        else
        {
            session.Screen.Output.Write(TableOf(living));
        }

        return (int)ExitCode.Done;
    }

    private static Table TableOf(IReadOnlyList<GenerationView> living)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "model", "state", "vectors", "pending", "put off", "made");
        foreach (GenerationView view in living)
        {
            table.AddRow(
                new Text(view.GenerationId),
                new Text(view.Model),
                new Text((view.Active ? "active" : "beside it") + (view.Complete ? ", complete" : ", being filled")),
                new Text(view.Vectors is { } vectors ? $"{vectors:N0}" : "-"),
                new Text($"{view.Pending:N0} of {view.Products:N0}"),
                new Text($"{view.PutOff:N0}"),
                new Text($"{view.CreatedAt:u}"));
        }

        return table;
    }
}
