using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Search;

/// <summary><c>POST /search/{search_id}/click</c>: a shopper opened a result. Feeds search analytics.</summary>
internal sealed class RecordClick(SearchLog log, ProductReads products)
{
    public async Task<Results<Accepted, ProblemHttpResult>> HandleAsync(HttpContext context, string searchId, CancellationToken cancellationToken)
    {
        ClickJson click = await JsonBody.ReadAsync<ClickJson>(context.Request, cancellationToken);
        FieldErrors errors = new();
        errors.Check(!string.IsNullOrEmpty(click.ProductId), "product_id", "Is required.");
        errors.Check(click.Position is >= 0 and < SearchOptions.MaxOffset + SearchOptions.MaxLimit, "position", $"Must be a whole number from 0 to {SearchOptions.MaxOffset + SearchOptions.MaxLimit - 1}.");
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        IReadOnlySet<ProductId> found = ProductKey.TryParse(click.ProductId, out ProductKey key) ? await products.ResolveAsync([key], cancellationToken) : new HashSet<ProductId>();
        if (found.Count == 0)
        {
            return Problems.ProductNotFound(click.ProductId!);
        }

        return await log.ClickAsync(searchId, found.Single(), click.Position!.Value, cancellationToken)
            ? TypedResults.Accepted((string?)null)
            : Problems.Of(ProblemCodes.SearchNotFound, "No search of this id is known, or it is too long ago.");
    }
}

/// <param name="ProductId">Of the result that was opened; <c>ext:…</c> works too.</param>
/// <param name="Position">Its place among the results, from 0.</param>
internal sealed record ClickJson(string? ProductId, int? Position);
