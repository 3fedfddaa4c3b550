using System.Text.Json;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>A product as clients see it.</summary>
internal sealed record ProductJson(
    string ProductId,
    string? ExternalId,
    string Title,
    string? Description,
    string? Category,
    string? Brand,
    decimal? Price,
    string? Currency,
    bool? InStock,
    string? Url,
    IReadOnlyDictionary<string, JsonElement> Attributes,
    IReadOnlyDictionary<string, Translation> Translations,
    IReadOnlyList<ProductImageJson> Images,
    IndexState IndexState,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <param name="request">Says under which address this server is seen, for the pictures it serves itself.</param>
    public static ProductJson Of(Product product, HttpRequest request)
    {
        ProductDetails details = product.Details;
        return new ProductJson(
            product.Id.ToString(),
            details.ExternalId,
            details.Title,
            details.Description,
            details.Category,
            details.Brand,
            details.PriceMinor / 100m,
            details.Currency,
            details.InStock,
            details.Url,
            details.Attributes,
            details.Translations,
            [.. product.Pictures.Select(picture => ProductImageJson.Of(picture, request))],
            product.IndexState,
            product.Version,
            product.CreatedAt,
            product.UpdatedAt);
    }
}

/// <summary>A picture of a product as clients see it.</summary>
/// <param name="Url">Where it can be had: the address that was given, or ours for a picture that we keep.</param>
/// <param name="Kept">It was uploaded and is kept here, whatever its address is.</param>
internal sealed record ProductImageJson(string ImageId, string Url, int Position, PictureState State, string? Error, bool Kept)
{
    public static ProductImageJson Of(ProductPicture picture, HttpRequest request) =>
        new(picture.Id.ToString(), PictureAddresses.Of(picture, request), picture.Position, picture.State, picture.Error, PictureAddresses.IsOurs(picture));
}
