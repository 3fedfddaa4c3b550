using System.CommandLine;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations drop</c>.</summary>
internal static class DropGeneration
{
    public static Command Create(Session session)
    {
        Argument<string> which = GenerationsCommand.Which();
        ExampledCommand command = new(
            "drop",
            "Removes a generation that searches do not use, with the embeddings of its model",
            ("visualsearch generations drop 1", "when nobody wants to go back any more"));
        command.Arguments.Add(which);
        command.SetAction((line, cancellationToken) => GenerationsCommand.RunAsync(
            session,
            line,
            fill: false,
            async change =>
            {
                GenerationView view = await GenerationsCommand.FindAsync(change, line.GetRequiredValue(which), cancellationToken);
                await change.DropAsync(view.GenerationId, cancellationToken);
                GenerationsCommand.Answer(session, line, view, $"Generation {view.GenerationId} of {view.Model} is gone.");
                return (int)ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
