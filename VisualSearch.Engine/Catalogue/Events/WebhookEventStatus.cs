namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>What became of an event that was received. Closed; stored as a number.</summary>
public enum WebhookEventStatus
{
    /// <summary>Kept: pictures of a product that is not known yet, used when it comes.</summary>
    Pending = 0,
    Applied = 1,

    /// <summary>Older than what each of its parts already had.</summary>
    Stale = 2,

    /// <summary>Could not be applied, by a mistake of ours; it is applied when it is sent again or replayed.</summary>
    Failed = 3,
}
