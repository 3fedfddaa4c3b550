using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>Switching to the active one is done already.</summary>
internal static class SwitchGeneration
{
    public static async Task<Results<Ok<GenerationJson>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "generation_id")] string generationId,
        ModelChanges changes,
        CancellationToken cancellationToken,
        [Description("Though it is not complete, or its model is not present here.")] bool force = false)
    {
        if (!GenerationAnswers.TryParse(generationId, out long id))
        {
            return GenerationAnswers.NotFound(generationId);
        }

        GenerationResult result = await changes.SwitchAsync(id, force, cancellationToken);
        return result.Outcome is GenerationOutcome.Done or GenerationOutcome.AlreadyActive && await GenerationAnswers.ReadAsync(changes, id, cancellationToken) is { } active
            ? TypedResults.Ok(active)
            : GenerationAnswers.Refusal(result);
    }
}
