using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;

namespace VisualSearch.Api.Products;

/// <summary>The refusals that several product routes share.</summary>
internal static class ProductAnswers
{
    /// <summary>The address of a product in this API, below the host and path base.</summary>
    public static string Location(HttpRequest request, string productId) => $"{request.PathBase}{ApiRoutes.Prefix}{ProductRoutes.Path}/{productId}";

    public static ProblemHttpResult Stale() =>
        Problems.Of(ProblemCodes.PreconditionFailed, "The product is not in the state that If-Match or If-None-Match asks for.");

    public static ProblemHttpResult ExternalIdInUse(string? externalId) =>
        Problems.Of(ProblemCodes.ExternalIdInUse, $"external_id \"{externalId}\" is taken; PUT /products/ext:… replaces that product.");

    public static ProblemHttpResult UnreadableIfMatch() =>
        Problems.Invalid(new FieldErrors().Add("If-Match", "Must be entity tags such as \"7\", with their quotation marks, or *.").ToDictionary());

    /// <summary>The disk is full, away or closed to us: nothing was changed, and an operator can help.</summary>
    public static ProblemHttpResult StoreUnavailable() =>
        Problems.Of(ProblemCodes.PictureStoreUnavailable, "The picture store cannot be read or written at the moment; try again later.");
}
