using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Cli.Models;

/// <summary><c>visualsearch models list</c>.</summary>
internal static class ListModels
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "list",
            "Which models there are, and which of them are present",
            ("visualsearch models list", "those that the program finds by itself"),
            ("visualsearch models list --models /srv/models --json", "and those of a folder, for a script"));
        command.SetAction((line, _) => RunAsync(session, line));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line)
    {
        IReadOnlyList<KnownModel> models = await ModelsEngine.UseAsync(session.TargetOf(line), engine => Task.FromResult(engine.GetRequiredService<ModelLibrary>().List()));
        if (session.Json(line))
        {
            session.Screen.WriteJson(models);
        }
        else
        {
            session.Screen.Output.Write(TableOf(models));
        }

        return (int)ExitCode.Done;
    }

    private static Table TableOf(IReadOnlyList<KnownModel> models)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("name", "present", "reads", "variants", "licence", "what");
        foreach (KnownModel model in models)
        {
            table.AddRow(
                new Text(model.Name),
                new Text(PresenceOf(model)),
                new Text(model.ReadsText ? "pictures, words" : "pictures"),
                new Text(string.Join(", ", model.Variants)),
                new Text(model.Licence),
                new Text(model.Fault ?? model.Description));
        }

        return table;
    }

    private static string PresenceOf(KnownModel model)
    {
        if (model.Fault is not null || model.Present)
        {
            return model.Present ? "yes" : "faulty";
        }

        long bytes = model.MissingFiles.Sum(file => file.Bytes ?? 0);
        return $"no, {model.MissingFiles.Count} file(s){(bytes > 0 ? $" of {bytes / 1e6:N0} MB" : "")} missing";
    }
}
