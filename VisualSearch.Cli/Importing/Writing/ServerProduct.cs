using System.Text.Json;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>A product in the contract's words: as a server answers it, and with <see cref="ToBody"/> as it takes it.</summary>
internal sealed record ServerProduct(
    string? ExternalId,
    string Title,
    string? Description,
    string? Category,
    string? Brand,
    decimal? Price,
    string? Currency,
    bool? InStock,
    string? Url,
    IReadOnlyDictionary<string, JsonElement>? Attributes,
    IReadOnlyDictionary<string, Translation>? Translations,
    IReadOnlyList<ServerPicture>? Images)
{
    /// <summary>The addresses of its pictures, in order.</summary>
    public IReadOnlyList<string> Addresses => [.. Pictures.Select(picture => picture.Url)];

    public IReadOnlyList<ServerPicture> Pictures => [.. (Images ?? []).OrderBy(picture => picture.Position)];

    public ProductDetails ToDetails() => new()
    {
        ExternalId = ExternalId,
        Title = Title,
        Description = Description,
        Category = Category,
        Brand = Brand,
        PriceMinor = (long?)(Price * 100),
        Currency = Currency,
        InStock = InStock,
        Url = Url,
        Attributes = Attributes ?? new Dictionary<string, JsonElement>(),
        Translations = Translations ?? new Dictionary<string, Translation>(),
    };

    /// <param name="images">Null leaves the product's pictures alone.</param>
    public static byte[] ToBody(ProductDetails details, IReadOnlyList<string>? images) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            details.ExternalId,
            details.Title,
            details.Description,
            details.Category,
            details.Brand,
            Price = details.PriceMinor / 100m,
            details.Currency,
            details.InStock,
            details.Url,
            details.Attributes,
            details.Translations,
            Images = images,
        },
        Targets.ApiConnection.Json);
}

/// <param name="Url">Where the picture can be had; for one that the server keeps, the server's own address or a signed one of its bucket.</param>
/// <param name="Kept">Whether the server keeps it; null from a server that does not say.</param>
internal sealed record ServerPicture(string ImageId, string Url, int Position, bool? Kept = null)
{
    /// <summary>Whether the server keeps it.</summary>
    public bool IsKept => Kept ?? Url.EndsWith("/media/" + ImageId, StringComparison.Ordinal);

    /// <summary>Whether its address works for a while only and the picture is no more than that address: once it is off the product, nothing brings it back.</summary>
    public bool IsLent => !IsKept && S3Addresses.WithoutSignature(Url) is not null;
}
