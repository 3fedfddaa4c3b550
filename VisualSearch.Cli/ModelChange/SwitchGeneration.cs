using System.CommandLine;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations switch</c>.</summary>
internal static class SwitchGeneration
{
    public static Command Create(Session session)
    {
        Argument<string> which = GenerationsCommand.Which();
        Option<bool> force = new("--force") { Description = "Though it has not taken in the whole catalogue: searches find less until it has" };
        ExampledCommand command = new(
            "switch",
            "Has searches use a generation; every process adopts it within seconds",
            ("visualsearch generations switch 2", "by its id"),
            ("visualsearch generations switch clip-vit-b-32-multilingual", "by its model"));
        command.Arguments.Add(which);
        command.Options.Add(force);
        command.SetAction((line, cancellationToken) => GenerationsCommand.RunAsync(
            session,
            line,
            fill: false,
            async change =>
            {
                GenerationView wanted = await GenerationsCommand.FindAsync(change, line.GetRequiredValue(which), cancellationToken);
                GenerationView view = await change.SwitchAsync(wanted.GenerationId, line.GetValue(force), cancellationToken);
                GenerationsCommand.Answer(session, line, view, $"Searches use generation {view.GenerationId} of {view.Model}. To go back: visualsearch generations rollback");
                return (int)ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
