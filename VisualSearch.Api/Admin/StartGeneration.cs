using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>Makes the generation; whoever indexes fills it.</summary>
internal static class StartGeneration
{
    public static async Task<Results<Created<GenerationJson>, ProblemHttpResult>> HandleAsync(HttpRequest request, ModelChanges changes, CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("model", out JsonElement model) || model.ValueKind != JsonValueKind.String || model.GetString() is not { Length: > 0 } name)
        {
            FieldErrors errors = new();
            errors.Add("model", "Must be the name of a model, such as clip-vit-b-32-multilingual.");
            return Problems.Invalid(errors.ToDictionary());
        }

        GenerationResult result = await changes.StartAsync(name, cancellationToken);
        return result.Outcome == GenerationOutcome.Done && await GenerationAnswers.ReadAsync(changes, result.Generation!.Id, cancellationToken) is { } started
            ? TypedResults.Created((string?)null, started)
            : GenerationAnswers.Refusal(result);
    }
}

/// <summary>The body of a request to start a generation, as the OpenAPI document shows it.</summary>
internal sealed record StartGenerationRequest
{
    [Required]
    [Description("A model that is present, by its name.")]
    public required string Model { get; init; }
}
