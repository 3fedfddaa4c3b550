using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Embedding.Downloads;

namespace VisualSearch.Cli.Models;

/// <summary><c>visualsearch models verify</c>.</summary>
internal static class VerifyModels
{
    public static Command Create(Session session)
    {
        Argument<string?> name = new("name") { Description = "A model's name; without it, all that are present", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> variant = new("--variant") { Description = "Whose missing files count, instead of the default variant's", HelpName = "NAME" };
        ExampledCommand command = new(
            "verify",
            "Reads the files of models and compares their SHA-256",
            ("visualsearch models verify", "every model that is present"),
            ("visualsearch models verify clip-vit-b-32 --json", "one, for a script"));
        command.Arguments.Add(name);
        command.Options.Add(variant);
        command.SetAction((line, cancellationToken) => RunAsync(session, line, line.GetValue(name), line.GetValue(variant), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, string? name, string? variant, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckedFile> files = await ModelsEngine.UseAsync(session.TargetOf(line), engine => engine.GetRequiredService<ModelDownloads>().VerifyAsync(
            name,
            variant,
            file =>
            {
                if (session.ShowsProgress(line))
                {
                    session.Screen.Say($"Reading {file}");
                }
            },
            cancellationToken));
        if (session.Json(line))
        {
            session.Screen.WriteJson(files);
        }
        else
        {
            foreach (CheckedFile file in files)
            {
                session.Screen.OutputWriter.WriteLine($"{file.Model}/{file.Path}: {file.Problem ?? "as it should be"}");
            }
        }

        return (int)(files.All(file => file.Problem is null) ? ExitCode.Done : ExitCode.Partly);
    }
}
