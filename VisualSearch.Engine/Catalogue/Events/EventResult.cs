namespace VisualSearch.Engine.Catalogue.Events;

/// <param name="Changed">The product whose searchable state the event changed, for the wake-up; null when there is none.</param>
public sealed record EventResult(EventOutcome Outcome, ChangedProduct? Changed);

/// <param name="Version">After the change.</param>
public readonly record struct ChangedProduct(ProductId Id, long Version);

/// <summary>What an event came to. Closed.</summary>
public enum EventOutcome
{
    /// <summary>It is durable, and at least one part took it; or it is kept for a product to come.</summary>
    Accepted,

    /// <summary>Received before; nothing was done.</summary>
    Duplicate,

    /// <summary>Older than what each of its parts has.</summary>
    Stale,
}
