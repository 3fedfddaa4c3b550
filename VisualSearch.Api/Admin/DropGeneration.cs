using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Api.Admin;

/// <summary>Drops a generation from the catalogue, and then its collection. The first is the act: a collection that is left over costs room, and a reconciliation names it.</summary>
internal static partial class DropGeneration
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "generation_id")] string generationId,
        ModelChanges changes,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (!GenerationAnswers.TryParse(generationId, out long id))
        {
            return GenerationAnswers.NotFound(generationId);
        }

        try
        {
            // What was begun is ended though the client goes away.
            GenerationResult result = await changes.DropAsync(id, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return result.Outcome == GenerationOutcome.Done ? TypedResults.NoContent() : GenerationAnswers.Refusal(result);
        }
        catch (Exception failure) when (failure is VectorIndexUnavailableException or VectorStoreRefusedException)
        {
            Log.CollectionWasLeft(loggers.CreateLogger(typeof(DropGeneration)), id, failure.Message);
            return TypedResults.NoContent();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Generation {Generation} was dropped and its collection was left, which a reconciliation reports: {Reason}")]
        public static partial void CollectionWasLeft(ILogger logger, long generation, string reason);
    }
}
