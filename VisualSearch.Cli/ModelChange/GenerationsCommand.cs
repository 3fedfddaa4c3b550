using System.CommandLine;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.ModelChange;

/// <summary><c>visualsearch generations</c>.</summary>
internal static class GenerationsCommand
{
    public static Command Create(Session session)
    {
        Command command = new("generations", "Change the model of a shop while it is searched: fill a new generation, compare, switch, go back, drop");
        command.Subcommands.Add(ListGenerations.Create(session));
        command.Subcommands.Add(StartGeneration.Create(session));
        command.Subcommands.Add(CompareGenerations.Create(session));
        command.Subcommands.Add(SwitchGeneration.Create(session));
        command.Subcommands.Add(RollBackGeneration.Create(session));
        command.Subcommands.Add(DropGeneration.Create(session));
        return command;
    }

    /// <param name="fill">Over a data folder, what lags is indexed meanwhile.</param>
    internal static async Task<int> RunAsync(Session session, ParseResult line, bool fill, Func<IModelChange, Task<int>> run, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        await using IModelChange change = target switch
        {
            Target.Server(var api) => new ServerModelChange(api),
            Target.Folder folder => await FolderModelChange.OpenAsync(folder, fill, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(line), target, null),
        };
        return await run(change);
    }

    /// <summary>The generation, by its id or its model's name.</summary>
    internal static Argument<string> Which() => new("GENERATION") { Description = "Its id, or the name of its model" };

    /// <exception cref="CommandFailedException">There is none.</exception>
    internal static async Task<GenerationView> FindAsync(IModelChange change, string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<GenerationView> living = await change.ListAsync(cancellationToken);
        return living.FirstOrDefault(view => view.GenerationId == name) ?? living.LastOrDefault(view => view.Model == name)
            ?? throw new CommandFailedException(ExitCode.Failed, $"No generation is named \"{name}\". There are {string.Join(", ", living.Select(view => $"{view.GenerationId} ({view.Model})"))}.");
    }

    /// <summary>Answers with a generation and a sentence about it.</summary>
    internal static void Answer(Session session, ParseResult line, GenerationView view, string sentence)
    {
        if (session.Json(line))
        {
            session.Screen.WriteJson(view);
        }
        else
        {
            session.Screen.OutputWriter.WriteLine(sentence);
        }
    }
}
