using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Admin;

/// <summary>Marks products for the indexing loop, which finds them soon after.</summary>
internal static class ReindexProducts
{
    private static readonly Dictionary<string, ReindexScope> Scopes = Enum.GetValues<ReindexScope>().ToDictionary(scope => JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString()));

    public static async Task<Results<Accepted<ReindexJson>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        ProductReads reads,
        ReindexMarks marks,
        IndexSignals signals,
        IndexStatusReader status,
        CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
        FieldErrors errors = new();
        ReindexScope scope = ReadScope(body.RootElement, errors);
        IReadOnlyList<string>? names = ReadProducts(body.RootElement, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        HashSet<ProductId>? products = names is null ? null : [];
        foreach (string name in names ?? [])
        {
            if (!ProductKey.TryParse(name, out ProductKey key) || (await reads.ResolveAsync([key], cancellationToken)).ToArray() is not [var product])
            {
                return Problems.ProductNotFound(name);
            }

            products!.Add(product);
        }

        int marked = await marks.MarkAsync(scope, products, cancellationToken);
        status.NoteChange();
        foreach (ProductId product in products ?? [])
        {
            await signals.WakeAsync(product, 0, CancellationToken.None);
        }

        return TypedResults.Accepted((string?)null, new ReindexJson(marked));
    }

    private static ReindexScope ReadScope(JsonElement body, FieldErrors errors)
    {
        if (body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty("scope", out JsonElement scope)
            && scope.ValueKind == JsonValueKind.String
            && Scopes.TryGetValue(scope.GetString()!, out ReindexScope read))
        {
            return read;
        }

        errors.Add("scope", $"Must be one of {string.Join(", ", Scopes.Keys)}.");
        return default;
    }

    private static IReadOnlyList<string>? ReadProducts(JsonElement body, FieldErrors errors)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("product_ids", out JsonElement list) || list.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            errors.Add("product_ids", "Must be a list of product ids, as strings.");
            return null;
        }

        errors.Check(list.GetArrayLength() <= ReindexRequest.MostProducts, "product_ids", $"At most {ReindexRequest.MostProducts} products; without the member it is all of them.");
        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }
}
