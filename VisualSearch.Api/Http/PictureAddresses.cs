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
    /// are taken); any other is where its owner said.
    /// </summary>
    public static string Of(ProductPicture picture, HttpRequest request) => IsOurs(picture) ? Prefix(request) + picture.Id : picture.Reference;

    /// <summary>Whether we keep and serve the picture.</summary>
    public static bool IsOurs(ProductPicture picture) => picture.Reference.StartsWith(ImageReference.Kept.Prefix, StringComparison.Ordinal);

    /// <summary>What every address of a kept picture begins with.</summary>
    public static string Prefix(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{Media}/";
}
