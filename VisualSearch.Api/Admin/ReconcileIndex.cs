using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Indexing.Reconciling;

namespace VisualSearch.Api.Admin;

/// <summary>Compares while the client waits; what is mended is written behind the answer.</summary>
internal static class ReconcileIndex
{
    public static async Task<Results<Ok<ReconciliationJson>, ProblemHttpResult>> HandleAsync(
        Reconciliation reconciliation,
        CancellationToken cancellationToken,
        [Description("What differs is written again.")] bool mend = false) =>
        await reconciliation.RunAsync(mend, cancellationToken) is { } report
            ? TypedResults.Ok(ReconciliationJson.Of(report))
            : Problems.Of(ProblemCodes.ComparisonRuns);
}

/// <param name="Equal">Nothing was found.</param>
/// <param name="Mended">What was found is written again.</param>
/// <param name="OrphanedCollections">Collections of the store that belong to no generation.</param>
internal sealed record ReconciliationJson(bool Equal, bool Mended, IReadOnlyList<FindingsJson> Generations, IReadOnlyList<string> OrphanedCollections)
{
    public static ReconciliationJson Of(ReconciliationReport report) => new(report.Equal, report.Mended, [.. report.Generations.Select(FindingsJson.Of)], report.OrphanedCollections);
}

/// <param name="State">`compared`, `being_filled` (nothing to compare yet) or `lost` (its collection is made and filled anew).</param>
/// <param name="Expected">Vectors that the catalogue says there are.</param>
/// <param name="Held">Vectors that the collection holds.</param>
/// <param name="Missing">Products without any of their vectors.</param>
/// <param name="Orphaned">Products with vectors that should have none, or do not exist.</param>
/// <param name="WrongVersion">Products with vectors of another version.</param>
/// <param name="WrongPictures">Products with vectors of other pictures.</param>
/// <param name="InFlux">Products that differed and are being changed.</param>
/// <param name="Examples">At most 20.</param>
internal sealed record FindingsJson(
    string GenerationId,
    string Model,
    ComparisonState State,
    long Expected,
    long Held,
    long Missing,
    long Orphaned,
    long WrongVersion,
    long WrongPictures,
    long InFlux,
    IReadOnlyList<FindingJson> Examples)
{
    public static FindingsJson Of(GenerationFindings found) => new(
        found.Generation.Id.ToString(CultureInfo.InvariantCulture),
        found.Generation.Model,
        found.State,
        found.Expected,
        found.Held,
        found.Missing,
        found.Orphaned,
        found.WrongVersion,
        found.WrongPictures,
        found.InFlux,
        [.. (found.Examples ?? []).Select(example => new FindingJson(example.Product.ToString(), example.Kind))]);
}

internal sealed record FindingJson(string ProductId, FindingKind Kind);
