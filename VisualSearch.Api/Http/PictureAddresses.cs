using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Http;

/// <summary>The address under which a client can have a picture.</summary>
internal static class PictureAddresses
{
    /// <summary>Where kept pictures are served, at the root beside <c>/docs</c>.</summary>
    public const string Media = "/media";

    /// <summary>
    /// Absolute: a kept picture is served by us, under the scheme, host and path base of this request (those of the proxy in front, where forwarded headers
    /// are taken); one in our bucket has a signed address that works for a while; any other is where its owner said.
    /// </summary>
    public static string Of(ProductPicture picture, HttpRequest request) => SignedOf(picture, request) ?? LastingOf(picture, request);

    /// <summary>The same without signed addresses, which end: for what is kept and read later.</summary>
    public static string LastingOf(ProductPicture picture, HttpRequest request) => IsOurs(picture) ? Prefix(request) + picture.Id : picture.Reference;

    /// <summary>Whether we keep and serve the picture.</summary>
    public static bool IsOurs(ProductPicture picture) => picture.Reference.StartsWith(ImageReference.Kept.Prefix, StringComparison.Ordinal);

    /// <summary>The signed address of a picture in a bucket of ours; null for any other.</summary>
    public static string? SignedOf(ProductPicture picture, HttpRequest request)
    {
        bool may = picture.Reference.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) || IsOurs(picture);
        return may && request.HttpContext.RequestServices.GetService<S3Addresses>() is { } addresses && ImageReference.TryParse(picture.Reference, out ImageReference? reference)
            ? addresses.Find(reference)
            : null;
    }

    /// <summary>What every address of a kept picture begins with.</summary>
    public static string Prefix(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{Media}/";
}
