namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>An event that was received; its id makes a repetition known.</summary>
internal sealed class WebhookEventRow
{
    public string EventId { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Source { get; set; } = "";

    /// <summary>UTC ticks.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>UTC ticks.</summary>
    public long OccurredAt { get; set; }

    public WebhookEventStatus Status { get; set; }

    public string? Error { get; set; }

    /// <summary>As received, for a replay.</summary>
    public byte[] Body { get; set; } = [];
}

internal enum WebhookEventStatus
{
    /// <summary>Kept; not applied yet (a picture event of a product that is not known).</summary>
    Pending,
    Applied,

    /// <summary>Older than what each of its parts already had.</summary>
    Stale,
    Failed,
}
