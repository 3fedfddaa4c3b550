using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>
/// A client that reads a product, changes it and sends it back names the pictures that we keep by the addresses we gave it. They are these pictures,
/// not pictures to be fetched from ourselves.
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
        string ours = PictureAddresses.Prefix(request);
        if (pictures?.Any(picture => picture.StartsWith(ours, StringComparison.OrdinalIgnoreCase)) != true
            || await reads.FindAsync(key, cancellationToken) is not { } product)
        {
            return pictures;
        }

        // Of our own addresses letter case says nothing; of anyone else's it may.
        Dictionary<string, string> references = product.Pictures
            .Where(PictureAddresses.IsOurs)
            .ToDictionary(picture => PictureAddresses.Of(picture, request), picture => picture.Reference, StringComparer.OrdinalIgnoreCase);
        return [.. pictures.Select(picture => references.GetValueOrDefault(picture, picture))];
    }
}
