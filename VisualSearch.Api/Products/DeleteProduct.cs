using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Products;

/// <summary>Gone from every read at once, from the index soon after.</summary>
internal static class DeleteProduct
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
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

        if (await reads.FindAsync(key, cancellationToken) is not { } current)
        {
            return Problems.ProductNotFound(productId);
        }

        if (condition?.Admits(current) == false)
        {
            return ProductAnswers.Stale();
        }

        long? version = condition is null || condition.IsAny ? null : current.Version;
        WriteResult result = await writes.DeleteAsync(ProductKey.Of(current.Id), version, cancellationToken);
        switch (result.Outcome)
        {
            case WriteOutcome.Deleted:
                // The version of the tombstone is at least this; a signal is a hint, and the loop reads the truth.
                signals.Wake(current.Id, current.Version + 1);
                return TypedResults.NoContent();
            case WriteOutcome.VersionMismatch:
                return ProductAnswers.Stale();
            default:
                return Problems.ProductNotFound(productId);
        }
    }
}
