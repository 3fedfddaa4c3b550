using System.CommandLine;

namespace VisualSearch.Cli.Webhooks;

/// <summary><c>visualsearch webhooks</c>.</summary>
internal static class WebhooksCommand
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "webhooks",
            "Events of the marketplace: list what was received, replay a range of it, send one signed",
            ("visualsearch webhooks list --status failed", "what could not be applied, and why"),
            ("visualsearch webhooks send --event product.deleted --external-id bakai_118133", "signed with the secret in VISUALSEARCH_WEBHOOK_SECRET"));
        command.Subcommands.Add(ListCommand.Create(session));
        command.Subcommands.Add(ReplayCommand.Create(session));
        command.Subcommands.Add(SendCommand.Create(session));
        return command;
    }
}
