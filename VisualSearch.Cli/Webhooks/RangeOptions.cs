using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Cli.Webhooks;

/// <summary>Which events of the inbox are meant.</summary>
internal sealed class RangeOptions
{
    private readonly Option<string?> _status = new("--status") { Description = "Only events that came to this" };
    private readonly Option<DateTimeOffset?> _since = Time("--since", "Received at or after: a time (2026-11-22T10:00:00Z) or an age (90m, 12h, 7d)");
    private readonly Option<DateTimeOffset?> _until = Time("--until", "Received before: a time or an age");
    private readonly Option<string?> _product = new("--external-id") { Description = "Only events of this product", HelpName = "ID" };

    public void AddTo(Command command)
    {
        _status.AcceptOnlyFromAmong("pending", "applied", "stale", "failed");
        foreach (Option option in (Option[])[_status, _since, _until, _product])
        {
            command.Options.Add(option);
        }
    }

    public InboxRange Of(ParseResult line) => new(line.GetValue(_status), line.GetValue(_since), line.GetValue(_until), line.GetValue(_product));

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => Parse(name, result),
    };

    private static DateTimeOffset? Parse(string name, ArgumentResult result)
    {
        string text = result.Tokens is [{ Value: var given }] ? given : string.Empty;
        if (Rfc3339.TryRead(text, out DateTimeOffset time))
        {
            return time;
        }

        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && AgeOf(number, text[^1]) is { } age && age < TimeSpan.FromDays(36_500))
        {
            return TimeProvider.System.GetUtcNow() - age;
        }

        result.AddError($"{name} takes a time such as 2026-11-22T10:00:00Z or an age such as 90m, 12h or 7d, not {text}.");
        return null;
    }

    private static TimeSpan? AgeOf(int number, char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(number),
        'm' => TimeSpan.FromMinutes(number),
        'h' => TimeSpan.FromHours(number),
        'd' when number < 36_500 => TimeSpan.FromDays(number),
        _ => null,
    };
}
