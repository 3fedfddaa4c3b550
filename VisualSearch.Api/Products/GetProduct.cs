using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>One product with its pictures and how far each is indexed.</summary>
internal static class GetProduct
{
    public static async Task<Results<Ok<ProductJson>, StatusCodeHttpResult, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "product_id")] string productId,
        HttpRequest request,
        ProductReads reads,
        CancellationToken cancellationToken)
    {
        if (!ProductKey.TryParse(productId, out ProductKey key) || await reads.FindAsync(key, cancellationToken) is not { } product)
        {
            return Problems.ProductNotFound(productId);
        }

        VersionTag.Put(request.HttpContext.Response, product);

        // The tag stands for what was written: indexing moves states without moving it, so whoever waits for the index asks without If-None-Match.
        return VersionTag.IsKnownTo(request, product)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(ProductJson.Of(product, request));
    }
}
