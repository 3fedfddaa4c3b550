namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>A product, or the tombstone of one. Narrow columns come first, so that reading what filters need touches no overflow page.</summary>
internal sealed class ProductRow
{
    public long Id { get; set; }

    public long Version { get; set; }

    /// <summary>UTC ticks of the deletion; null while the product lives.</summary>
    public long? DeletedAt { get; set; }

    public string? Category { get; set; }

    public string? Brand { get; set; }

    public long? PriceMinor { get; set; }

    public bool? InStock { get; set; }

    public string? Currency { get; set; }

    /// <summary>UTC ticks of the newest event that set the details.</summary>
    public long? DetailsClock { get; set; }

    /// <summary>UTC ticks of the newest event that set the list of pictures.</summary>
    public long? PicturesClock { get; set; }

    /// <summary>UTC ticks of the newest deletion.</summary>
    public long? DeletionClock { get; set; }

    /// <summary>UTC ticks of the newest details that spoke of translations.</summary>
    public long? TranslationsClock { get; set; }

    /// <summary>UTC ticks of the newest details that spoke of attributes.</summary>
    public long? AttributesClock { get; set; }

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }

    /// <summary>As given; unique among all rows, tombstones included, so that a revived product keeps its id.</summary>
    public string? ExternalId { get; set; }

    /// <summary><see cref="ExternalId"/> folded, to find an article number whatever its case.</summary>
    public string? Article { get; set; }

    public string Title { get; set; } = "";

    public string? Url { get; set; }

    public string? Description { get; set; }

    /// <summary>JSON; null when there are none.</summary>
    public string? Translations { get; set; }

    /// <summary>JSON; null when there are none.</summary>
    public string? Attributes { get; set; }

    public List<PictureRow> Pictures { get; set; } = [];
}
