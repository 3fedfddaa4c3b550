namespace VisualSearch.Engine.Catalogue;

/// <summary>What an answer shows of a product, in one language.</summary>
/// <param name="Pictures">Its pictures in order.</param>
public sealed record ProductCard(
    ProductId Id,
    string? ExternalId,
    string Title,
    long? PriceMinor,
    string? Currency,
    string? Category,
    string? Brand,
    bool? InStock,
    IReadOnlyList<ProductPicture> Pictures);
