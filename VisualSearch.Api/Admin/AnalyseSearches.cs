using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Admin;

/// <summary>What people look for, and whether they find it.</summary>
internal static class AnalyseSearches
{
    private const int DefaultTop = 20;
    private const int MostTop = 100;

    private static readonly TimeSpan DefaultRange = TimeSpan.FromDays(1);

    public static async Task<Results<Ok<SearchReportJson>, ProblemHttpResult>> HandleAsync(HttpRequest request, SearchAnalytics analytics, TimeProvider time, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        SearchReportQuery query = Read(OptionValues.OfQuery(request.Query), time, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        return TypedResults.Ok(SearchReportJson.Of(query, await analytics.ReadAsync(query, cancellationToken)));
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("from", "At or after; RFC 3339. A day before `to` when absent.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        operation.AddQuery("to", $"Before; RFC 3339, at most {SearchAnalytics.LongestRange.TotalDays:0} days after `from`. Now when absent.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        operation.AddQuery("kind", "Only searches of this kind.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. SearchAnalytics.Kinds.Select(kind => (System.Text.Json.Nodes.JsonNode)kind)] });
        operation.AddQuery("top", $"How many queries each list has at most; {DefaultTop} when absent.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = MostTop.ToString(CultureInfo.InvariantCulture), Default = DefaultTop });
        return Task.CompletedTask;
    }

    /// <returns>Meaningful only when no error was added.</returns>
    private static SearchReportQuery Read(OptionValues values, TimeProvider time, FieldErrors errors)
    {
        DateTimeOffset? given = values.Time("from", errors);
        DateTimeOffset to = values.Time("to", errors) ?? time.GetUtcNow();
        // Near the beginning of time there is no day before; nothing was searched then either.
        DateTimeOffset from = given ?? (to - DateTimeOffset.MinValue > DefaultRange ? to - DefaultRange : DateTimeOffset.MinValue);
        if (!errors.Any)
        {
            errors.Check(from < to, given is null ? "to" : "from", "The range must end after it begins.");
            errors.Check(to - from <= SearchAnalytics.LongestRange, given is null ? "to" : "from", $"The range may have {SearchAnalytics.LongestRange.TotalDays:0} days at most.");
        }

        string? kind = values.Given("kind", errors);
        errors.Check(kind is null || SearchAnalytics.Kinds.Contains(kind), "kind", $"Must be one of {string.Join(", ", SearchAnalytics.Kinds)}.");
        int top = values.WholeNumber("top", 1, MostTop, DefaultTop, errors);
        return new SearchReportQuery(from, to, kind, top);
    }
}
