using System.CommandLine;
using Spectre.Console;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations start</c>.</summary>
internal static class StartGeneration
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);

    public static Command Create(Session session)
    {
        Argument<string> model = new("MODEL") { Description = "A model that is present there (models list)" };
        Option<bool> wait = new("--wait") { Description = "Wait until a server has filled it; a data folder is always waited for" };
        ExampledCommand command = new(
            "start",
            "Fills a generation of another model beside the one that searches use; a filling that was cut short goes on by itself",
            ("visualsearch generations start clip-vit-b-32-multilingual --wait", "through the server on this machine, to the end"),
            ("visualsearch generations start clip-vit-b-32-multilingual --data /var/lib/visualsearch", "in a data folder, while no server runs"));
        command.Arguments.Add(model);
        command.Options.Add(wait);
        command.SetAction((line, cancellationToken) => GenerationsCommand.RunAsync(
            session,
            line,
            fill: true,
            change => RunAsync(session, line, change, line.GetRequiredValue(model), line.GetValue(wait), cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, IModelChange change, string model, bool wait, CancellationToken cancellationToken)
    {
        GenerationView view = await change.StartAsync(model, cancellationToken);
        if (change.FilledByOthers && !wait)
        {
            GenerationsCommand.Answer(session, line, view, $"Generation {view.GenerationId} of {view.Model} is being filled; generations list shows how far that is.");
            return (int)ExitCode.Done;
        }

        view = await ShowAsync(session, line, progress => WaitAsync(change, view.GenerationId, progress, cancellationToken));
        string sentence = view.PutOff > 0
            ? $"Generation {view.GenerationId} of {view.Model} has taken in {view.Products:N0} products; {view.PutOff:N0} pictures could not be fetched for now and are tried again by themselves."
            : $"Generation {view.GenerationId} of {view.Model} is complete: {view.Products:N0} products. Searches use it after: visualsearch generations switch {view.GenerationId}";
        GenerationsCommand.Answer(session, line, view, sentence);
        return (int)(view.Complete ? ExitCode.Done : ExitCode.Partly);
    }

    private static async Task<GenerationView> WaitAsync(IModelChange change, string id, Action<long, long> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            GenerationView view = await GenerationsCommand.FindAsync(change, id, cancellationToken);
            progress(Math.Max(0, view.Products - view.Pending), view.Products);
            if (view.Pending == 0)
            {
                return view;
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    private static Task<GenerationView> ShowAsync(Session session, ParseResult line, Func<Action<long, long>, Task<GenerationView>> run) => session.ShowsProgress(line)
        ? session.Screen.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask("Filling", maxValue: 1);
                return run((done, all) => (bar.MaxValue, bar.Value) = (Math.Max(all, 1), done));
            })
        : run((_, _) => { });
}
