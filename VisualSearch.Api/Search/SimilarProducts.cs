using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary><c>GET /search/similar/{product_id}</c>: products that look like one of the shop's own.</summary>
internal sealed class SimilarProducts(ProductSearch search, SearchRequests requests)
{
    public Task<Results<Ok<SearchJson>, ProblemHttpResult>> HandleAsync(HttpContext context, string productId, CancellationToken cancellationToken)
        => AnswerAsync(context, productId, ProductKey.TryParse(productId, out ProductKey key) ? key : null, OptionValues.OfQuery(context.Request.Query), new FieldErrors(), cancellationToken);

    /// <summary>What is left once the options are there; a batch comes in here.</summary>
    /// <param name="named">Null when <paramref name="productId"/> can name no product.</param>
    public async Task<Results<Ok<SearchJson>, ProblemHttpResult>> AnswerAsync(HttpContext context, string productId, ProductKey? named, OptionValues values, FieldErrors errors, CancellationToken cancellationToken)
    {
        SearchRequest request = await requests.ReadAsync(context, values, errors, QueryKind.Image, cancellationToken);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        if (named is not ProductKey key)
        {
            return Problems.ProductNotFound(productId);
        }

        SearchTimings timings = new();
        SearchAnswer? answer = await search.SimilarAsync(key, request, timings, cancellationToken);
        return answer is null ? Problems.ProductNotFound(productId) : SearchReply.Of(context, answer, timings);
    }
}
