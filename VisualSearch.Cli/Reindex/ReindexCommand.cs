using System.CommandLine;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Reindex;

/// <summary><c>visualsearch reindex</c>.</summary>
internal sealed class ReindexCommand
{
    private readonly Argument<string[]> _products = new("product") { Description = "Product ids, or ext:… and your own; without any, all products", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _failed = new("--failed") { Description = "Only try pictures again that failed" };
    private readonly Option<bool> _fetch = new("--fetch") { Description = "Fetch all pictures again; what did not change is not embedded again" };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait until a server is done with everything; a data folder is always waited for" };

    private ReindexCommand()
    {
    }

    public static Command Create(Session session) => new ReindexCommand().Build(session);

    private ExampledCommand Build(Session session)
    {
        ExampledCommand command = new(
            "reindex",
            "Has products indexed again: by default their vectors are written again, and what was never embedded is",
            ("visualsearch reindex --failed --wait", "try pictures again that failed, after their server was down"),
            ("visualsearch reindex --fetch ext:A-17 ext:A-18", "two products whose pictures changed at the same addresses"),
            ("visualsearch reindex --data /var/lib/visualsearch", "all vectors of a data folder, while no server runs"));
        command.Arguments.Add(_products);
        command.Options.Add(_failed);
        command.Options.Add(_fetch);
        command.Options.Add(_wait);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_failed) && result.GetValue(_fetch))
            {
                result.AddError("Give --failed or --fetch, not both.");
            }
        });
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        IReindexing reindexing = target switch
        {
            Target.Server(var api) => new ServerReindexing(api),
            Target.Folder folder => new FolderReindexing(folder),
            _ => throw new ArgumentOutOfRangeException(nameof(line), target, null),
        };
        ReindexRequest request = new(line.GetValue(_failed) ? "failed" : line.GetValue(_fetch) ? "pictures" : "vectors", line.GetValue(_products) ?? [], line.GetValue(_wait));
        ReindexOutcome outcome = await ShowAsync(session, line, progress => reindexing.RunAsync(request, progress, cancellationToken));
        if (session.Json(line))
        {
            session.Screen.WriteJson(outcome);
        }
        else
        {
            session.Screen.OutputWriter.WriteLine(outcome.Failed is { } failed
                ? $"Indexed {outcome.Products:N0} products again; of {failed:N0} no picture could be indexed." + (outcome.NotYet > 0 ? $" Of {outcome.NotYet:N0} some pictures could not be had for now and are tried again when a server or a command has the folder open." : string.Empty)
                : $"{outcome.Products:N0} products will be indexed again; status shows how far that is.");
        }

        return (int)(outcome.Failed > 0 || outcome.NotYet > 0 ? ExitCode.Partly : ExitCode.Done);
    }

    private static Task<ReindexOutcome> ShowAsync(Session session, ParseResult line, Func<Action<long, long>, Task<ReindexOutcome>> run) => session.ShowsProgress(line)
        ? session.Screen.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("Indexing", maxValue: 1);
                return run((done, all) => (bar.MaxValue, bar.Value) = (Math.Max(all, 1), done));
            })
        : run((_, _) => { });
}
