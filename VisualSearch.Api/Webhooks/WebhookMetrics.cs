using System.Diagnostics.Metrics;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.Api.Webhooks;

/// <summary>Counts what becomes of the events that arrive.</summary>
internal sealed class WebhookMetrics
{
    /// <summary>Values of the label <c>outcome</c> besides those of <see cref="EventOutcome"/>.</summary>
    public const string Refused = "refused";
    public const string Invalid = "invalid";
    public const string Limited = "limited";
    public const string Unavailable = "unavailable";
    public const string Failed = "failed";

    private const string Help = "Events that arrived, by what became of them.";

    private readonly Counter<long> _events;

    public WebhookMetrics(IMeterFactory meters) => _events = meters.Create(ErrorMetrics.MeterName).CreateCounter<long>("visual_search.webhooks", "{event}", Help);

    /// <summary>In every scrape.</summary>
    public static MetricFamily Family { get; } = new(
        "visual_search_webhooks_total", MetricKind.Counter, Help, MetricFamily.ByLabel("outcome", [.. Enum.GetValues<EventOutcome>().Select(WordOf), Refused, Invalid, Limited, Unavailable, Failed]));

    public void EventTaken(EventOutcome outcome) => EventAnswered(WordOf(outcome));

    /// <param name="outcome">One of the constants.</param>
    public void EventAnswered(string outcome) => _events.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static string WordOf(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Accepted => "accepted",
        EventOutcome.Duplicate => "duplicate",
        EventOutcome.Stale => "stale",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
