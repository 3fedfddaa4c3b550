using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Intake;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Products;

/// <summary>A new product under an id of ours.</summary>
internal static class CreateProduct
{
    public static async Task<Results<Created<ProductJson>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        ProductWrites writes,
        IndexSignals signals,
        CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
        FieldErrors errors = new();
        if (ProductBody.Read(body.RootElement, externalId: null, errors) is not { } input)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        WriteResult result = await writes.CreateAsync(input.Details, input.Pictures, cancellationToken);
        if (result.Product is not { } product)
        {
            return ProductAnswers.ExternalIdInUse(input.Details.ExternalId);
        }

        // The product is there whether or not its writer still listens, so its signal goes out.
        signals.Wake(product.Id, product.Version);
        VersionTag.Put(request.HttpContext.Response, product);
        return TypedResults.Created(ProductAnswers.Location(request, product.Id.ToString()), ProductJson.Of(product, request));
    }
}
