using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>What a switch would change, on what was asked lately.</summary>
internal static class CompareGenerations
{
    public static async Task<Results<Ok<OverlapJson>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "generation_id")] string generationId,
        AnswerOverlap overlap,
        CancellationToken cancellationToken,
        [Description("Queries of each kind, 1 to 200.")] int queries = 50)
    {
        FieldErrors errors = new();
        errors.Check(queries is >= 1 and <= AnswerOverlap.MostQueries, "queries", $"Must be 1 to {AnswerOverlap.MostQueries}.");
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        return GenerationAnswers.TryParse(generationId, out long id) && await overlap.CompareAsync(id, queries, cancellationToken) is { } report
            ? TypedResults.Ok(OverlapJson.Of(report))
            : GenerationAnswers.NotFound(generationId);
    }
}

/// <param name="Active">Id of the active generation.</param>
/// <param name="Other">Id of the one that it is compared with.</param>
/// <param name="Texts">Searches by words that were compared.</param>
/// <param name="Products">Searches for similar products that were compared.</param>
/// <param name="Skipped">Products that one of the two has no vector of.</param>
/// <param name="OverlapMean">0 to 1; null when nothing was compared.</param>
/// <param name="OverlapMin">0 to 1; null when nothing was compared.</param>
/// <param name="Worst">The ten queries with the least in common.</param>
internal sealed record OverlapJson(string Active, string Other, string ActiveModel, string OtherModel, int Texts, int Products, int Skipped, double? OverlapMean, double? OverlapMin, IReadOnlyList<ComparedQueryJson> Worst)
{
    public static OverlapJson Of(OverlapReport report) => new(
        report.Active.Id.ToString(CultureInfo.InvariantCulture),
        report.Other.Id.ToString(CultureInfo.InvariantCulture),
        report.Active.Model,
        report.Other.Model,
        report.Texts,
        report.Products,
        report.Skipped,
        report.Mean,
        report.Least,
        [.. report.Worst.Select(query => new ComparedQueryJson(query.Text, query.Product?.ToString(), query.Overlap, [.. query.Active.Select(product => product.ToString())], [.. query.Other.Select(product => product.ToString())]))]);
}

/// <param name="Query">Words; null for a search for similar products.</param>
/// <param name="ProductId">Of a search for similar products; null for words.</param>
/// <param name="Active">Product ids that the active generation answers, best first.</param>
/// <param name="Other">Product ids that the other one answers, best first.</param>
internal sealed record ComparedQueryJson(string? Query, string? ProductId, double Overlap, IReadOnlyList<string> Active, IReadOnlyList<string> Other);
