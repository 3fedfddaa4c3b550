namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>How far a generation is with a product; every product has one in every generation. Behind its target, it is the outbox.</summary>
internal sealed class ProductIndexRow
{
    public long GenerationId { get; set; }

    public long ProductId { get; set; }

    public long IndexedVersion { get; set; }

    /// <summary>The product's version, repeated so that one partial index finds all that lags without looking at the rest.</summary>
    public long TargetVersion { get; set; }

    /// <summary>UTC ticks of the oldest change that is not processed.</summary>
    public long ChangedAt { get; set; }

    /// <summary>UTC ticks of the last wake-up sent; null when none was.</summary>
    public long? QueuedAt { get; set; }

    public string? ClaimedBy { get; set; }

    /// <summary>UTC ticks at which the claim ends by itself.</summary>
    public long? ClaimedUntil { get; set; }
}
