using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary><c>POST /search/by-image</c>: products that look like a picture.</summary>
internal sealed class SearchByImage(ProductSearch search, PictureQuery pictures, SearchRequests requests)
{
    public async Task<Results<Ok<SearchJson>, ProblemHttpResult>> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        OptionValues values = OptionValues.OfQuery(context.Request.Query);
        (ReadOnlyMemory<byte> picture, ProblemHttpResult? problem) = await pictures.ReadAsync(context.Request, values, errors, cancellationToken);
        return await AnswerAsync(context, picture, problem, values, errors, cancellationToken);
    }

    /// <summary>What is left once the picture is there; a batch comes in here.</summary>
    public async Task<Results<Ok<SearchJson>, ProblemHttpResult>> AnswerAsync(HttpContext context, ReadOnlyMemory<byte> picture, ProblemHttpResult? problem, OptionValues values, FieldErrors errors, CancellationToken cancellationToken)
    {
        SearchRequest request = await requests.ReadAsync(context, values, errors, Engine.Embedding.QueryKind.Image, cancellationToken);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        if (problem is not null)
        {
            return problem;
        }

        SearchTimings timings = new();
        PictureResult<SearchAnswer> answer = await search.ByImageAsync(picture, request, timings, cancellationToken);
        return answer.Succeeded ? SearchReply.Of(context, answer.Value, timings) : Problems.OfPicture(answer.Failure);
    }
}
