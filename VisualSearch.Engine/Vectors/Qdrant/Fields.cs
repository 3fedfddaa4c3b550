namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>Keys of a point's payload.</summary>
internal static class Fields
{
    public const string Product = "product_id";
    public const string Picture = "picture_id";
    public const string Version = "version";
    public const string Category = "category";
    public const string Brand = "brand";
    public const string PriceMinor = "price_minor";
    public const string InStock = "in_stock";

    /// <summary>True on a point that remembers a removal; absent on all others.</summary>
    public const string Removed = "removed";

    /// <summary>Seconds since 1970, beside <see cref="Removed"/>.</summary>
    public const string RemovedAt = "removed_at";
}
