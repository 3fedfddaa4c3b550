using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>An event that was received; its id makes a repetition known.</summary>
internal sealed class WebhookEventRow
{
    public string EventId { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Source { get; set; } = "";

    /// <summary>The product that it speaks of.</summary>
    public string ExternalId { get; set; } = "";

    /// <summary>UTC ticks.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>UTC ticks.</summary>
    public long OccurredAt { get; set; }

    public WebhookEventStatus Status { get; set; }

    public string? Error { get; set; }

    /// <summary>As received, for a replay.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>As <see cref="CatalogueContext.KeepEvent"/> takes them.</summary>
    public object?[] Values() => [EventId, Kind, Source, ExternalId, ReceivedAt, OccurredAt, (int)Status, Error, Body];
}
