using System.CommandLine;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Reconcile;

/// <summary><c>visualsearch reconcile</c>.</summary>
internal sealed class ReconcileCommand
{
    private readonly Option<bool> _mend = new("--mend") { Description = "Have what differs written again" };
    private readonly AgainstOptions _against = new();

    private ReconcileCommand()
    {
    }

    public static Command Create(Session session) => new ReconcileCommand().Build(session);

    private ExampledCommand Build(Session session)
    {
        ExampledCommand command = new(
            "reconcile",
            "Compares the vector index of a server with its catalogue, or the catalogue with a full export of the marketplace",
            ("visualsearch reconcile", "what the index lacks or has too much; 3 is the exit code when that is anything"),
            ("visualsearch reconcile --mend", "and have it written again, without embedding anything"),
            ("visualsearch reconcile --against products.csv --map external_id=sku", "which products are missing, unknown or different; reads as import does"),
            ("visualsearch reconcile --against products.jsonl --data /var/lib/visualsearch --json", "of a data folder, for a script"));
        command.Options.Add(_mend);
        _against.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_mend) && result.GetValue(_against.File) is not null)
            {
                result.AddError("--mend has the index written again; what differs from an export is mended by importing it.");
            }
        });
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        if (line.GetValue(_against.File) is { } file)
        {
            return await AgainstAsync(session, line, file, cancellationToken);
        }

        using ApiConnection api = await TargetFinder.FindServerAsync(session.TargetOf(line), cancellationToken);
        bool mend = line.GetValue(_mend);
        using HttpResponseMessage answer = await api.SendPatientlyAsync(() => new HttpRequestMessage(HttpMethod.Post, $"api/v1/admin/reconcile?mend={(mend ? "true" : "false")}"), cancellationToken);
        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        IndexReport report = await api.ReadBodyAsync<IndexReport>(answer, cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(report);
        }
        else
        {
            Show(session, report);
        }

        return (int)(report.Equal || mend ? ExitCode.Done : ExitCode.Partly);
    }

    private async Task<int> AgainstAsync(Session session, ParseResult line, string file, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        AgainstReport report = await new ExportComparison(target, _against.Read(line, file)).RunAsync(cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(report);
        }
        else
        {
            report.Show(session.Screen.OutputWriter);
        }

        return (int)(report.Equal && report.Refused == 0 ? ExitCode.Done : ExitCode.Partly);
    }

    private static void Show(Session session, IndexReport report)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("generation", "state", "vectors", "expected", "missing", "orphaned", "wrong version", "wrong pictures", "in flux");
        foreach (IndexFindings found in report.Generations)
        {
            long[] numbers = [found.Held, found.Expected, found.Missing, found.Orphaned, found.WrongVersion, found.WrongPictures, found.InFlux];
            table.AddRow([new Text($"{found.GenerationId} ({found.Model})"), new Text(found.State.Replace('_', ' ')), .. numbers.Select(number => new Text($"{number:N0}"))]);
        }

        session.Screen.Output.Write(table);
        foreach (IndexFindings found in report.Generations.Where(found => found.Examples.Count > 0))
        {
            session.Screen.OutputWriter.WriteLine($"{found.Model}: {string.Join(", ", found.Examples.Select(example => $"{example.ProductId} {example.Kind.Replace('_', ' ')}"))}");
        }

        foreach (string collection in report.OrphanedCollections)
        {
            session.Screen.OutputWriter.WriteLine($"The collection {collection} belongs to no generation here; if it is no other shop's, drop it in the store.");
        }

        session.Screen.OutputWriter.WriteLine(report switch
        {
            { Equal: true } => "Nothing differs.",
            { Mended: true } => "What differs is being written again.",
            _ => "--mend has it written again.",
        });
    }
}
