namespace VisualSearch.Engine;

/// <summary>What a hit must satisfy besides looking alike. A member that is null or empty asks for nothing; several values of one member are alternatives.</summary>
public sealed record SearchFilter
{
    public static readonly SearchFilter None = new();

    /// <summary>Exact category names, any of them.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Exact brand names, any of them.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>Least price, inclusive, in minor units (1/100). A product without a price never matches a price bound.</summary>
    public long? PriceMinMinor { get; init; }

    /// <summary>Greatest price, inclusive, in minor units (1/100).</summary>
    public long? PriceMaxMinor { get; init; }

    /// <summary>When set, only products whose stock is known and equal to it.</summary>
    public bool? InStock { get; init; }

    /// <summary>Products that must not be among the hits.</summary>
    public IReadOnlySet<ProductId> Exclude { get; init; } = new HashSet<ProductId>();

    /// <summary>True when every product satisfies it.</summary>
    public bool IsEmpty => Categories.Count == 0 && Brands.Count == 0 && PriceMinMinor is null && PriceMaxMinor is null && InStock is null && Exclude.Count == 0;
}
