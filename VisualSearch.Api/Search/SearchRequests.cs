using Microsoft.Net.Http.Headers;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary>Turns options into a request, as far as that needs more than the options: the catalogue for <c>exclude</c>, the model for <c>min_relevance</c>.</summary>
internal sealed class SearchRequests(ProductSearch search, ProductReads products)
{
    /// <returns>Meaningful only when no error was added.</returns>
    public async Task<SearchRequest> ReadAsync(HttpContext context, OptionValues values, FieldErrors errors, QueryKind kind, CancellationToken cancellationToken)
    {
        IEnumerable<StringWithQualityHeaderValue> languages = context.Request.GetTypedHeaders().AcceptLanguage;
        (SearchRequest request, IReadOnlyList<ProductKey> excluded) = new SearchOptions(values, errors).Read(languages);
        errors.Check(
            request.MinRelevance == 0 || search.Model.CalibrationOf(kind) is not null,
            "min_relevance",
            $"The model {search.Model.Name} has no calibration for this kind of search, so relevance is not known; use threshold.");
        if (errors.Any || excluded.Count == 0)
        {
            return request;
        }

        return request with { Filter = request.Filter with { Exclude = await products.ResolveAsync(excluded, cancellationToken) } };
    }
}
