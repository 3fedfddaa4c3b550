using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;
using VisualSearch.Engine;

namespace VisualSearch.Api.Search;

/// <summary>
/// <c>POST /search/batch</c>: up to 16 searches in one body, <c>{"searches": [{"image_url" | "image_base64" | "query" | "product_id": …, options}, …]}</c>.
/// A query beside a picture refines it. Each has its own result or problem; one that fails does not touch the others.
/// </summary>
internal sealed class SearchBatch(SearchByImage byImage, SearchByText byText, SimilarProducts similar, PictureQuery pictures, ExceptionProblems exceptions, SearchMetrics metrics, ErrorMetrics errorMetrics, TimeProvider time)
{
    public const int MaxSearches = 16;

    /// <summary>The members by which a search's kind is known.</summary>
    private static readonly string[] Kinds = ["image_url", "image_base64", "query", "product_id"];

    public async Task<Results<Ok<SearchBatchJson>, ProblemHttpResult>> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        if (body.RootElement.ValueKind != JsonValueKind.Object
            || !body.RootElement.TryGetProperty("searches", out JsonElement searches)
            || searches.ValueKind != JsonValueKind.Array
            || searches.GetArrayLength() is 0 or > MaxSearches)
        {
            return Problems.Invalid(new FieldErrors().Add("searches", $"Must be a list of 1 to {MaxSearches} searches.").ToDictionary());
        }

        List<SearchBatchItemJson> items = [];
        foreach (JsonElement item in searches.EnumerateArray())
        {
            items.Add(await AnswerAsync(context, item, cancellationToken));
        }

        return TypedResults.Ok(new SearchBatchJson(items));
    }

    private async Task<SearchBatchItemJson> AnswerAsync(HttpContext context, JsonElement item, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        string[] kinds = item.ValueKind == JsonValueKind.Object
            ? [.. Kinds.Where(name => item.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)]
            : [];
        SearchBatchItemJson answer;
        try
        {
            answer = (await DispatchAsync(context, kinds, item, cancellationToken)).Result switch
            {
                Ok<SearchJson> ok => new SearchBatchItemJson(StatusCodes.Status200OK, ok.Value! with { QueryTimeMs = (int)time.GetElapsedTime(started).TotalMilliseconds }, null),
                ProblemHttpResult problem => Failed(context, problem.ProblemDetails),
                _ => throw new InvalidOperationException("A search answers with a result or a problem."),
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            answer = Failed(context, exceptions.Of(exception));
        }

        if (answer.Problem is not null)
        {
            errorMetrics.ProblemAnswered(answer.Status);
        }

        if (TypeOf(kinds) is string type)
        {
            metrics.SearchAnswered(type, answer.Result is null ? SearchMetrics.Error : SearchMetrics.Success, time.GetElapsedTime(started));
        }

        return answer;
    }

    private static string? TypeOf(string[] kinds) => kinds switch
    {
        // Words beside a picture refine it.
        ["image_url" or "image_base64"] or ["image_url" or "image_base64", "query"] => SearchMetrics.Image,
        ["query"] => SearchMetrics.Text,
        ["product_id"] => SearchMetrics.Similar,
        _ => null,
    };

    private static SearchBatchItemJson Failed(HttpContext context, ProblemDetails problem)
    {
        problem.Extensions["trace_id"] = ProblemWriter.TraceIdOf(context);
        return new SearchBatchItemJson(problem.Status ?? StatusCodes.Status500InternalServerError, null, problem);
    }

    private async Task<Results<Ok<SearchJson>, ProblemHttpResult>> DispatchAsync(HttpContext context, string[] kinds, JsonElement item, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        OptionValues values = new();
        switch (TypeOf(kinds))
        {
            case SearchMetrics.Image:
                (ReadOnlyMemory<byte> picture, ProblemHttpResult? problem) = await pictures.OfJsonAsync(item, values, errors, cancellationToken);
                return await byImage.AnswerAsync(context, picture, problem, values, errors, cancellationToken);
            case SearchMetrics.Text:
                return await byText.AnswerAsync(context, item, values, cancellationToken);
            case SearchMetrics.Similar:
                values.With(item.EnumerateObject(), errors);
                string productId = values.One("product_id", errors) ?? string.Empty;
                return await similar.AnswerAsync(context, productId, ProductKey.TryParse(productId, out ProductKey key) ? key : null, values, errors, cancellationToken);
            default:
                return Problems.Invalid(errors.Add(string.Empty, "Each search has exactly one of image_url, image_base64, query and product_id; query may refine a picture.").ToDictionary());
        }
    }
}

/// <param name="Results">In the order of the searches.</param>
internal sealed record SearchBatchJson(IReadOnlyList<SearchBatchItemJson> Results);

/// <summary>One search's answer: <c>result</c> with 200, <c>problem</c> with anything else.</summary>
internal sealed record SearchBatchItemJson(int Status, SearchJson? Result, ProblemDetails? Problem);
