using System.CommandLine;

namespace VisualSearch.Cli.Models;

/// <summary><c>visualsearch models</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "models",
            "Models: which there are, download, check",
            ("visualsearch models list", "which models there are, and which are present"),
            ("visualsearch models pull clip-vit-b-32-multilingual", "downloads one"));
        command.Subcommands.Add(ListModels.Create(session));
        command.Subcommands.Add(PullModel.Create(session));
        command.Subcommands.Add(VerifyModels.Create(session));
        return command;
    }
}
