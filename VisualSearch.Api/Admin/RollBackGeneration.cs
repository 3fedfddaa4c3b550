using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>One row, as a switch is; the generation that was active stays and is kept up to date.</summary>
internal static class RollBackGeneration
{
    public static async Task<Results<Ok<GenerationJson>, ProblemHttpResult>> HandleAsync(ModelChanges changes, CancellationToken cancellationToken)
    {
        GenerationResult result = await changes.RollBackAsync(cancellationToken);
        return result.Outcome == GenerationOutcome.Done && await GenerationAnswers.ReadAsync(changes, result.Generation!.Id, cancellationToken) is { } active
            ? TypedResults.Ok(active)
            : GenerationAnswers.Refusal(result);
    }
}
