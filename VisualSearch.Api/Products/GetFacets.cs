using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>What there is to filter by. The query string is read by <see cref="FacetsRequest"/>; <see cref="FacetsRequest.DescribeAsync"/> describes it.</summary>
internal static class GetFacets
{
    /// <summary>Categories and brands in one answer, those of most products.</summary>
    public const int MaxValues = 200;

    public static async Task<Results<Ok<FacetsJson>, ProblemHttpResult>> HandleAsync(HttpRequest request, ProductFacets facets, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        (SearchFilter filter, string? text) = FacetsRequest.Read(request.Query, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        return TypedResults.Ok(FacetsJson.Of(await facets.CountAsync(filter, text, MaxValues, cancellationToken)));
    }
}

/// <summary>What can be chosen, and how many products each choice leaves. The figures of a facet leave its own filter out.</summary>
/// <param name="Total">Products that all filters leave.</param>
/// <param name="Categories">Those of most products first, then by name.</param>
/// <param name="Brands">Those of most products first, then by name.</param>
/// <param name="Price">Null when none of the products has a price.</param>
/// <param name="InStock">Products known to be in stock.</param>
/// <param name="OutOfStock">Products known not to be; unknown stock counts in neither.</param>
internal sealed record FacetsJson(long Total, IReadOnlyList<FacetValue> Categories, IReadOnlyList<FacetValue> Brands, PriceRangeJson? Price, long InStock, long OutOfStock)
{
    public static FacetsJson Of(FacetCounts counts) => new(
        counts.Total,
        counts.Categories,
        counts.Brands,
        counts.Price is { } price ? new PriceRangeJson(price.MinMinor / 100m, price.MaxMinor / 100m, price.Currency) : null,
        counts.InStock,
        counts.OutOfStock);
}

/// <summary>Least and greatest price in the currency that most of the products have.</summary>
internal sealed record PriceRangeJson(decimal Min, decimal Max, string? Currency);
