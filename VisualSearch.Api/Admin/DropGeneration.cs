using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>Rows, then the collection.</summary>
internal static class DropGeneration
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync([FromRoute(Name = "generation_id")] string generationId, ModelChanges changes, CancellationToken cancellationToken)
    {
        if (!GenerationAnswers.TryParse(generationId, out long id))
        {
            return GenerationAnswers.NotFound(generationId);
        }

        // What was begun is ended though the client goes away.
        GenerationResult result = await changes.DropAsync(id, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return result.Outcome == GenerationOutcome.Done ? TypedResults.NoContent() : GenerationAnswers.Refusal(result);
    }
}
