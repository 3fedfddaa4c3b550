using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using VisualSearch.Cli.Checking;
using VisualSearch.Cli.Database;
using VisualSearch.Cli.Evaluation;
using VisualSearch.Cli.Export;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Buckets;
using VisualSearch.Cli.ModelChange;
using VisualSearch.Cli.Models;
using VisualSearch.Cli.Reconcile;
using VisualSearch.Cli.Reindex;
using VisualSearch.Cli.Searching;
using VisualSearch.Cli.Status;
using VisualSearch.Cli.Targets;
using VisualSearch.Cli.Terminal;
using VisualSearch.Cli.Webhooks;

namespace VisualSearch.Cli;

/// <summary>All commands, and how a run of one of them begins and ends.</summary>
internal static class CommandLine
{
    /// <summary>What a command gets after Ctrl-C to put down what it holds.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    public static RootCommand Create(Screen screen)
    {
        GlobalOptions options = new();
        Session session = new(options, screen);
        RootCommand root = new("Visual product search: models, import and export, search, evaluation, checks, events, database.");
        options.AddTo(root);
        root.Subcommands.Add(ModelsCommand.Create(session));
        root.Subcommands.Add(ImportCommand.Create(session));
        root.Subcommands.Add(SyncCommand.Create(session));
        root.Subcommands.Add(ExportCommand.Create(session));
        root.Subcommands.Add(SearchCommand.Create(session));
        root.Subcommands.Add(SimilarCommand.Create(session));
        root.Subcommands.Add(StatusCommand.Create(session));
        root.Subcommands.Add(ReindexCommand.Create(session));
        root.Subcommands.Add(GenerationsCommand.Create(session));
        root.Subcommands.Add(ReconcileCommand.Create(session));
        root.Subcommands.Add(EvalCommand.Create(session));
        root.Subcommands.Add(CheckCommand.Create(session));
        root.Subcommands.Add(WebhooksCommand.Create(session));
        root.Subcommands.Add(DatabaseCommand.Create(session));
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampledHelp((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Screen screen, CancellationToken cancellationToken)
    {
        ParseResult line = Create(screen).Parse(args);
        ParseErrorAction? mistake = line.Action as ParseErrorAction;
        if (mistake is not null)
        {
            // The help is longer than a screen; the mistake would scroll out of sight.
            mistake.ShowHelp = false;
        }

        InvocationConfiguration invocation = new()
        {
            Output = mistake is null ? screen.OutputWriter : screen.ErrorWriter,
            Error = screen.ErrorWriter,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeToEnd,
        };
        try
        {
            int code = await line.InvokeAsync(invocation, cancellationToken);
            return mistake is null ? code : (int)ExitCode.WrongUsage;
        }
        catch (CommandFailedException failure)
        {
            screen.Say(failure.Message);
            return (int)failure.Code;
        }
        catch (ApiProblemException problem)
        {
            screen.Say(problem.Message);
            return (int)(problem.IsPassing ? ExitCode.Unavailable : ExitCode.Failed);
        }
        catch (Exception failure) when (EngineHost.CodeOf(failure) is { } code)
        {
            screen.Say(failure.Message);
            return (int)code;
        }
        catch (HttpRequestException failure)
        {
            screen.Say($"The connection failed: {failure.Message}");
            return (int)ExitCode.Unavailable;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a right that is missing, a pipe that was closed: nothing that a stack would tell its user more about.
            screen.Say(failure.Message);
            return (int)ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            screen.Say("Interrupted.");
            return (int)ExitCode.Interrupted;
        }
    }
}
