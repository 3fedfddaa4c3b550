using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Search;

/// <summary><c>GET /search/suggest</c>: completes what a shopper types, at every key stroke.</summary>
internal sealed class SuggestSearches(Suggestions suggestions)
{
    public const int DefaultLimit = 8;
    public const int MaxLimit = 20;

    public async Task<Results<Ok<SuggestionsJson>, ProblemHttpResult>> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        OptionValues values = OptionValues.OfQuery(context.Request.Query);
        SearchOptions options = new(values, errors);
        string query = (values.One("q", errors) ?? string.Empty).Trim();
        errors.Check(query.Length <= SearchByText.MaxQueryLength, "q", $"May have {SearchByText.MaxQueryLength} characters at most.");
        int limit = options.Limit(MaxLimit) ?? DefaultLimit;
        IReadOnlyList<string> languages = options.Languages(context.Request.GetTypedHeaders().AcceptLanguage);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        IReadOnlyList<Suggestion> found = await suggestions.FindAsync(query, languages, limit, cancellationToken);
        return TypedResults.Ok(new SuggestionsJson(query, [.. found.Select(SuggestionJson.Of)]));
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("q", "What is typed so far; nothing is suggested for nothing.", new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = SearchByText.MaxQueryLength });
        operation.AddQuery("lang", "The language of titles, such as ru; else Accept-Language, else the main one. Titles of all languages are looked in.", new OpenApiSchema { Type = JsonSchemaType.String });
        operation.AddQuery("limit", $"Suggestions wanted; {DefaultLimit} when absent.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = DefaultLimit,
        });
        return Task.CompletedTask;
    }
}

/// <param name="Query">What was asked with, trimmed.</param>
/// <param name="Suggestions">Best first, each text once of its kind.</param>
internal sealed record SuggestionsJson(string Query, IReadOnlyList<SuggestionJson> Suggestions);

/// <param name="Text">What may be searched for; of a category or brand the exact name that filters take.</param>
/// <param name="ProductId">The product of that title; null for a category or brand.</param>
internal sealed record SuggestionJson(string Text, SuggestionKind Kind, string? ProductId)
{
    public static SuggestionJson Of(Suggestion suggestion) => new(suggestion.Text, suggestion.Kind, suggestion.Product?.ToString());
}
