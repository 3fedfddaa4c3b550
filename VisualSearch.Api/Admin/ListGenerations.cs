using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <summary>All that live, oldest first.</summary>
internal static class ListGenerations
{
    public static async Task<Ok<GenerationListJson>> HandleAsync(ModelChanges changes, CancellationToken cancellationToken) =>
        TypedResults.Ok(new GenerationListJson([.. (await changes.ListAsync(cancellationToken)).Select(GenerationJson.Of)]));
}
