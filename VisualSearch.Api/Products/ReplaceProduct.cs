using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Intake;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Products;

/// <summary>Full replacement: what the body does not say is null afterwards, the pictures aside, which stay unless the body speaks of them.</summary>
internal static class ReplaceProduct
{
    public static async Task<Results<Ok<ProductJson>, Created<ProductJson>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "product_id")] string productId,
        HttpRequest request,
        ProductReads reads,
        ProductWrites writes,
        IndexSignals signals,
        CancellationToken cancellationToken)
    {
        if (!ProductKey.TryParse(productId, out ProductKey key))
        {
            return Problems.ProductNotFound(productId);
        }

        if (!VersionTag.TryReadIfMatch(request, out IfMatch? condition))
        {
            return ProductAnswers.UnreadableIfMatch();
        }

        using JsonDocument body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
        FieldErrors errors = new();
        if (ProductBody.Read(body.RootElement, key.ExternalId, errors) is not { } input)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        input = input with { Pictures = await KeptPictures.RecogniseAsync(input.Pictures, key, request, reads, cancellationToken) };
        WriteResult result = VersionTag.OnlyIfNew(request)
            ? await CreateOnlyAsync(key, input, reads, writes, cancellationToken)
            : await WriteAsync(key, input, condition, reads, writes, cancellationToken);
        if (result.Product is not { } product)
        {
            return result.Outcome switch
            {
                WriteOutcome.ExternalIdInUse => ProductAnswers.ExternalIdInUse(input.Details.ExternalId),
                WriteOutcome.VersionMismatch => ProductAnswers.Stale(),
                _ => Problems.ProductNotFound(productId),
            };
        }

        // The change is made whether or not its writer still listens, so its signal goes out.
        signals.Wake(product.Id, product.Version);
        VersionTag.Put(request.HttpContext.Response, product);
        ProductJson answer = ProductJson.Of(product, request);
        return result.Outcome == WriteOutcome.Created
            ? TypedResults.Created(ProductAnswers.Location(request, answer.ProductId), answer)
            : TypedResults.Ok(answer);
    }

    private static async Task<WriteResult> WriteAsync(
        ProductKey key,
        ProductInput input,
        IfMatch? condition,
        ProductReads reads,
        ProductWrites writes,
        CancellationToken cancellationToken)
    {
        if (condition is null)
        {
            return await writes.ReplaceAsync(key, input.Details, input.Pictures, null, cancellationToken);
        }

        if (await reads.FindAsync(key, cancellationToken) is not { } current)
        {
            // Without the condition an unknown external id would be created, so there it is the condition that fails; an unknown id is just unknown.
            return new WriteResult(key.Id is null ? WriteOutcome.VersionMismatch : WriteOutcome.NotFound, null);
        }

        // Written by id: whatever happens meanwhile, a conditional write never creates.
        return condition.Admits(current)
            ? await writes.ReplaceAsync(ProductKey.Of(current.Id), input.Details, input.Pictures, condition.IsAny ? null : current.Version, cancellationToken)
            : new WriteResult(WriteOutcome.VersionMismatch, null);
    }

    /// <summary><c>If-None-Match: *</c>.</summary>
    private static async Task<WriteResult> CreateOnlyAsync(ProductKey key, ProductInput input, ProductReads reads, ProductWrites writes, CancellationToken cancellationToken)
    {
        if (key.Id is not null)
        {
            return new WriteResult(await reads.FindAsync(key, cancellationToken) is null ? WriteOutcome.NotFound : WriteOutcome.VersionMismatch, null);
        }

        WriteResult result = await writes.CreateAsync(input.Details, input.Pictures, cancellationToken);
        return result.Outcome == WriteOutcome.ExternalIdInUse ? result with { Outcome = WriteOutcome.VersionMismatch } : result;
    }
}
