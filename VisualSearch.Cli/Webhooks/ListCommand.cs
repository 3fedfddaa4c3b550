using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Webhooks;

/// <summary><c>visualsearch webhooks list</c>.</summary>
internal sealed class ListCommand
{
    private readonly RangeOptions _range = new();
    private readonly Option<int> _limit = NumberOption.Between(new Option<int>("--limit") { Description = "How many events at most", HelpName = "N", DefaultValueFactory = _ => 50 }, 1, 100_000);

    private ListCommand()
    {
    }

    public static Command Create(Session session) => new ListCommand().Build(session);

    private ExampledCommand Build(Session session)
    {
        ExampledCommand command = new(
            "list",
            "The events that were received, newest first",
            ("visualsearch webhooks list", "the last 50 of the server on this machine; needs a key with the scope admin where keys are set"),
            ("visualsearch webhooks list --status failed --since 7d", "what could not be applied this week, and why"),
            ("visualsearch webhooks list --external-id bakai_118133 --json", "what was said of one product, for a script"));
        _range.AddTo(command);
        command.Options.Add(_limit);
        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        IInbox inbox = Inboxes.Of(target);
        IReadOnlyList<InboxEvent> events = await inbox.ListAsync(_range.Of(line), line.GetValue(_limit), cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(events);
            return (int)ExitCode.Done;
        }

        if (events.Count == 0)
        {
            session.Remark(line, "No such event is kept.");
            return (int)ExitCode.Done;
        }

        Table table = new Table().AddColumns("received", "event", "product", "status", "occurred", "event id", "error");
        foreach (InboxEvent received in events)
        {
            table.AddRow(
                new Text(Shown(received.ReceivedAt)), new Text(received.Event), new Text(received.ExternalId), new Text(received.Status),
                new Text(Shown(received.OccurredAt)), new Text(received.EventId), new Text(received.Error ?? string.Empty));
        }

        session.Screen.Output.Write(table);
        return (int)ExitCode.Done;
    }

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
