using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary><c>POST /search/by-image</c>: products that look like a picture, which words may refine.</summary>
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
        string? words = values.One("query", errors)?.Trim();
        errors.Check(words is not { Length: 0 }, "query", "Must not be empty; leave it out to search by the picture alone.");
        errors.Check(!(words?.Length > SearchByText.MaxQueryLength), "query", $"May have {SearchByText.MaxQueryLength} characters at most.");
        SearchRequest request = await requests.ReadAsync(context, values, errors, QueryKind.Image, cancellationToken);
        errors.Check(
            words is null || request.MinRelevance == 0 || !search.Model.ReadsText || search.Model.CalibrationOf(QueryKind.Text) is not null,
            "min_relevance",
            $"The model {search.Model.Name} has no calibration for words, so the relevance of what they find is not known; use threshold.");
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        if (problem is not null)
        {
            return problem;
        }

        SearchTimings timings = new();
        PictureResult<SearchAnswer> answer = await search.ByImageAsync(picture, words, request, timings, cancellationToken);
        return answer.Succeeded ? SearchReply.Of(context, answer.Value, timings) : Problems.OfPicture(answer.Failure);
    }
}
