using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Products;

/// <summary>
/// A client that reads a product, changes it and sends it back names the pictures that we keep by the addresses we gave it, and those in our bucket by addresses
/// that have ended by the time they would be fetched. They are these pictures.
/// </summary>
internal static class KeptPictures
{
    /// <returns>The references, with those of this product's own kept pictures put back. Addresses of other products' pictures stay addresses.</returns>
    public static async Task<IReadOnlyList<string>?> RecogniseAsync(
        IReadOnlyList<string>? pictures,
        ProductKey key,
        HttpRequest request,
        ProductReads reads,
        CancellationToken cancellationToken)
    {
        if (pictures?.Any(picture => IsOfUs(picture, request)) != true || await reads.FindAsync(key, cancellationToken) is not { } product)
        {
            return pictures;
        }

        // Of our own addresses letter case says nothing; of anyone else's it may.
        Dictionary<string, string> served = product.Pictures
            .Where(PictureAddresses.IsOurs)
            .ToDictionary(picture => PictureAddresses.LastingOf(picture, request), picture => picture.Reference, StringComparer.OrdinalIgnoreCase);
        // Only of what we sign: a stranger's address may be signed anew for other content. One object may be there twice, as a picture that we keep and by its own name.
        Dictionary<string, string> signed = product.Pictures
            .Select(picture => (Address: PictureAddresses.SignedOf(picture, request), picture.Reference))
            .Where(picture => picture.Address is not null)
            .DistinctBy(picture => S3Addresses.WithoutSignature(picture.Address!))
            .ToDictionary(picture => S3Addresses.WithoutSignature(picture.Address!)!, picture => picture.Reference, StringComparer.Ordinal);
        return [.. pictures.Select(picture => served.GetValueOrDefault(picture) ?? signed.GetValueOrDefault(S3Addresses.WithoutSignature(picture) ?? string.Empty) ?? picture)];
    }

    private static bool IsOfUs(string picture, HttpRequest request) =>
        picture.StartsWith(PictureAddresses.Prefix(request), StringComparison.OrdinalIgnoreCase) || S3Addresses.WithoutSignature(picture) is not null;
}
