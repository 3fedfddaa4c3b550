using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary><c>POST /search/by-text</c>: products that words describe.</summary>
internal sealed class SearchByText(ProductSearch search, SearchRequests requests)
{
    /// <summary>Characters of a query. More is not a query, and no text tower reads that far.</summary>
    public const int MaxQueryLength = 1000;

    public async Task<Results<Ok<SearchJson>, ProblemHttpResult>> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        return await AnswerAsync(context, body.RootElement, OptionValues.OfQuery(context.Request.Query), cancellationToken);
    }

    /// <summary>What is left once the body is there; a batch comes in here.</summary>
    public async Task<Results<Ok<SearchJson>, ProblemHttpResult>> AnswerAsync(HttpContext context, JsonElement body, OptionValues values, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        if (body.ValueKind != JsonValueKind.Object)
        {
            return Problems.Invalid(errors.Add(string.Empty, "Must be a JSON object.").ToDictionary());
        }

        values.With(body.EnumerateObject(), errors);
        errors.Check(!body.TryGetProperty("query", out JsonElement words) || words.ValueKind is JsonValueKind.String or JsonValueKind.Null, "query", "Must be a string.");
        string query = (values.One("query", errors) ?? string.Empty).Trim();
        errors.Check(query.Length > 0, "query", "Must not be empty.");
        errors.Check(query.Length <= MaxQueryLength, "query", $"May have {MaxQueryLength} characters at most.");
        TextMode mode = new SearchOptions(values, errors).Mode();
        SearchRequest request = await requests.ReadAsync(context, values, errors, QueryKind.Text, cancellationToken);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        if (mode == TextMode.Semantic && !search.Model.ReadsText)
        {
            return Problems.Of(ProblemCodes.ModelWithoutText, $"The model {search.Model.Name} has an image tower only. Search with mode lexical or hybrid, or set Embedding:Model to a model with a text tower, such as clip-vit-b-32-multilingual; docs/MODELS.md says how to get one.");
        }

        SearchTimings timings = new();
        return SearchReply.Of(context, await search.ByTextAsync(query, mode, request, timings, cancellationToken), timings);
    }
}
