using System.CommandLine;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations rollback</c>.</summary>
internal static class RollBackGeneration
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "rollback",
            "Goes back to the generation made before the active one, which was kept up to date",
            ("visualsearch generations rollback", "of the server on this machine"));
        command.SetAction((line, cancellationToken) => GenerationsCommand.RunAsync(
            session,
            line,
            fill: false,
            async change =>
            {
                GenerationView view = await change.RollBackAsync(cancellationToken);
                GenerationsCommand.Answer(session, line, view, $"Searches use generation {view.GenerationId} of {view.Model} again.");
                return (int)ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
