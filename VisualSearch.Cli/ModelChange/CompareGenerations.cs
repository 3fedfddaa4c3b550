using System.CommandLine;
using Spectre.Console;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations compare</c>.</summary>
internal static class CompareGenerations
{
    public static Command Create(Session session)
    {
        Argument<string> which = GenerationsCommand.Which();
        Option<int> queries = NumberOption.Between(new Option<int>("--queries") { Description = "Queries of each kind", HelpName = "N", DefaultValueFactory = _ => 50 }, 1, 200);
        ExampledCommand command = new(
            "compare",
            "How alike a generation and the active one answer what was asked lately",
            ("visualsearch generations compare 2", "before switching to it"),
            ("visualsearch generations compare 2 --queries 200 --json", "with more queries, for a script"));
        command.Arguments.Add(which);
        command.Options.Add(queries);
        command.SetAction((line, cancellationToken) => GenerationsCommand.RunAsync(
            session,
            line,
            fill: false,
            async change =>
            {
                GenerationView view = await GenerationsCommand.FindAsync(change, line.GetRequiredValue(which), cancellationToken);
                Show(session, line, await change.CompareAsync(view.GenerationId, line.GetValue(queries), cancellationToken));
                return (int)ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static void Show(Session session, ParseResult line, OverlapView overlap)
    {
        if (session.Json(line))
        {
            session.Screen.WriteJson(overlap);
            return;
        }

        session.Screen.OutputWriter.WriteLine(overlap is { OverlapMean: { } mean, OverlapMin: { } least }
            ? $"Of the first ten answers {overlap.ActiveModel} and {overlap.OtherModel} have {mean:P0} in common on average, {least:P0} at least: {overlap.Texts:N0} searches by words, {overlap.Products:N0} for similar products."
            : "There is nothing to compare yet.");
        if (overlap.Skipped > 0)
        {
            session.Screen.OutputWriter.WriteLine($"{overlap.Skipped:N0} products were left out, since one of the two has no vector of them.");
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("in common", "query", $"{overlap.ActiveModel} answers", $"{overlap.OtherModel} answers");
        foreach (ComparedView query in overlap.Worst)
        {
            table.AddRow(new Text($"{query.Overlap:P0}"), new Text(query.Query ?? $"like {query.ProductId}"), new Text(string.Join(' ', query.Active)), new Text(string.Join(' ', query.Other)));
        }

        if (overlap.Worst.Count > 0)
        {
            session.Screen.Output.Write(table);
        }
    }
}
