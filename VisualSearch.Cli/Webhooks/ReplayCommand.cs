using System.CommandLine;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Webhooks;

/// <summary><c>visualsearch webhooks replay</c>.</summary>
internal sealed class ReplayCommand
{
    private readonly RangeOptions _range = new();
    private readonly Option<bool> _all = new("--all") { Description = "Every event that is kept" };

    private ReplayCommand()
    {
    }

    public static Command Create(Session session) => new ReplayCommand().Build(session);

    private ExampledCommand Build(Session session)
    {
        ExampledCommand command = new(
            "replay",
            "Apply received events again, in order of arrival; what is newer stays",
            ("visualsearch webhooks replay --status failed", "after the reason was mended"),
            ("visualsearch webhooks replay --since 2026-11-22T10:00:00Z --until 2026-11-22T12:00:00Z", "two hours of events"),
            ("visualsearch webhooks replay --external-id bakai_118133 --data /var/lib/visualsearch", "of one product, in a data folder while no server runs"));
        _range.AddTo(command);
        command.Options.Add(_all);
        command.Validators.Add(result =>
        {
            bool any = result.Children.OfType<System.CommandLine.Parsing.OptionResult>().Any(option => option.Option.Name is "--status" or "--since" or "--until" or "--external-id");
            if (any == result.GetValue(_all))
            {
                result.AddError("Say which events: --status, --since, --until, --external-id, or else --all.");
            }
        });
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        IInbox inbox = Inboxes.Of(target);
        InboxRange range = _range.Of(line);
        InboxReplay done = session.ShowsProgress(line)
            ? await session.Screen.Error.Status().StartAsync("Replaying", status => inbox.ReplayAsync(range, so => status.Status = $"Replayed {so.Events:N0} events", cancellationToken))
            : await inbox.ReplayAsync(range, _ => { }, cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(done);
        }
        else
        {
            session.Screen.OutputWriter.WriteLine($"Replayed {done.Events:N0} events: {done.Applied:N0} applied, {done.Stale:N0} older than what is there, {done.Failed:N0} failed.");
        }

        return (int)(done.Failed > 0 ? ExitCode.Partly : ExitCode.Done);
    }
}
