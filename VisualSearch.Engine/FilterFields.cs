namespace VisualSearch.Engine;

/// <summary>The facts of a product that a <see cref="SearchFilter"/> looks at; they travel with its vectors.</summary>
/// <param name="PriceMinor">Price in minor units (1/100), null when not known.</param>
public sealed record FilterFields(string? Category, string? Brand, long? PriceMinor, bool? InStock)
{
    public static readonly FilterFields None = new(null, null, null, null);

    /// <summary>Whether a product with these facts passes. The one definition that every index is held to.</summary>
    public bool Pass(ProductId product, SearchFilter filter)
    {
        return (filter.Categories.Count == 0 || (Category is not null && filter.Categories.Contains(Category, StringComparer.Ordinal)))
            && (filter.Brands.Count == 0 || (Brand is not null && filter.Brands.Contains(Brand, StringComparer.Ordinal)))
            && (filter.PriceMinMinor is null || PriceMinor >= filter.PriceMinMinor)
            && (filter.PriceMaxMinor is null || PriceMinor <= filter.PriceMaxMinor)
            && (filter.InStock is null || InStock == filter.InStock)
            && !filter.Exclude.Contains(product);
    }
}
