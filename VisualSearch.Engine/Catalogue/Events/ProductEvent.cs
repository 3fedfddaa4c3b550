namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>One event of the marketplace that passed every check.</summary>
public sealed record ProductEvent
{
    /// <summary>By which a repetition is known; 1 to 200 UTF-16 units.</summary>
    public required string Id { get; init; }

    public required ProductEventKind Kind { get; init; }

    public required string ExternalId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Set for <see cref="ProductEventKind.Created"/> and <see cref="ProductEventKind.Updated"/>.</summary>
    public ProductDetails? Details { get; init; }

    /// <summary>The event speaks of translations; when it does not, they stay.</summary>
    public bool HasTranslations { get; init; }

    /// <summary>The event speaks of attributes; when it does not, they stay.</summary>
    public bool HasAttributes { get; init; }

    /// <summary>References in order; null lets the pictures be.</summary>
    public IReadOnlyList<string>? Pictures { get; init; }

    /// <summary>What it is about.</summary>
    internal EventParts Parts =>
        (Details is null ? EventParts.None : EventParts.Details)
        | (Details is not null && HasTranslations ? EventParts.Translations : EventParts.None)
        | (Details is not null && HasAttributes ? EventParts.Attributes : EventParts.None)
        | (Pictures is null ? EventParts.None : EventParts.Pictures)
        | (Kind == ProductEventKind.Deleted ? EventParts.Deletion : EventParts.None);
}
