using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>A page of products in order of creation. The query string is read by <see cref="ProductListRequest"/>; <see cref="ProductListParameters"/> describes it.</summary>
internal static class ListProducts
{
    public static async Task<Results<Ok<ProductListJson>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        ProductReads reads,
        CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        if (ProductListRequest.Read(request.Query, errors) is not { } query)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        ProductPage page = await reads.ListAsync(query, cancellationToken);
        return TypedResults.Ok(new ProductListJson(
            [.. page.Items.Select(product => ProductJson.Of(product, request))],
            page.Next is { } next ? ProductCursor.Write(next) : null,
            page.Total));
    }
}
