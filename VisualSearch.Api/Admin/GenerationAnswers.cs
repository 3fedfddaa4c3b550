using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>What several routes of generations answer.</summary>
internal static class GenerationAnswers
{
    /// <summary>Ids are decimal numbers; anything else names no generation.</summary>
    public static bool TryParse(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    public static ProblemHttpResult NotFound(string id) => Problems.Of(ProblemCodes.GenerationNotFound, id.Length > 40 ? null : $"No generation is named \"{id}\".");

    /// <summary>The problem of an outcome that is not the wanted one, or of a generation that went while it was changed.</summary>
    public static ProblemHttpResult Refusal(GenerationResult result) => result.Outcome switch
    {
        // Refused although it is done: it was dropped before it could be shown.
        GenerationOutcome.NotFound or GenerationOutcome.Done or GenerationOutcome.AlreadyActive => Problems.Of(ProblemCodes.GenerationNotFound),
        GenerationOutcome.Exists => Problems.Of(ProblemCodes.GenerationExists, $"Generation {result.Generation!.Id} has the vectors of the model {result.Generation.Model}, which are the same."),
        GenerationOutcome.ModelUnavailable => Problems.Of(ProblemCodes.ModelUnavailable, result.Detail),
        GenerationOutcome.Incomplete => Problems.Of(ProblemCodes.GenerationIncomplete, $"{result.Progress!.Pending} of {result.Progress.Products} products are pending, and {result.Progress.PutOff} pictures could not be fetched yet."),
        GenerationOutcome.InUse => Problems.Of(ProblemCodes.GenerationInUse, $"Generation {result.Generation!.Id} is the active one."),
        GenerationOutcome.NothingBefore => Problems.Of(ProblemCodes.NoGenerationBefore),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, null),
    };

    /// <summary>The generation as it is now; null when it was dropped meanwhile.</summary>
    public static async Task<GenerationJson?> ReadAsync(ModelChanges changes, long id, CancellationToken cancellationToken) =>
        (await changes.ListAsync(cancellationToken)).FirstOrDefault(state => state.Record.Generation.Id == id) is { } state ? GenerationJson.Of(state) : null;
}
