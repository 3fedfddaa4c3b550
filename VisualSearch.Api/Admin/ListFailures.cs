using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Admin;

/// <summary>What could not be indexed, and why.</summary>
internal static class ListFailures
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static async Task<Results<Ok<FailureListJson>, ProblemHttpResult>> HandleAsync(HttpRequest request, FailedPictures failures, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        FailureQuery query = Read(OptionValues.OfQuery(request.Query), errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        FailurePage page = await failures.ListAsync(query, cancellationToken);
        FailureCounts counts = await failures.CountAsync(cancellationToken);
        return TypedResults.Ok(new FailureListJson(
            [.. page.Items.Select(item => FailedProductJson.Of(item, request))],
            page.Next is { } next ? ProductCursor.Write(next) : null,
            counts.ProductsOf(query.Problem, query.Final),
            [.. counts.Problems.Select(count => new ProblemCountJson(count.Problem, count.Pictures, count.Products))]));
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("limit", $"How many products at most; {DefaultLimit} when absent.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = MaxLimit.ToString(CultureInfo.InvariantCulture), Default = DefaultLimit });
        operation.AddQuery("cursor", "The next_cursor of the page before.", new OpenApiSchema { Type = JsonSchemaType.String });
        operation.AddQuery("problem", "Only pictures with this one.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. PictureFaults.Words.Select(word => (System.Text.Json.Nodes.JsonNode)word)] });
        operation.AddQuery("final", "`true`: only pictures that were given up. `false`: only those that are put off.", new OpenApiSchema { Type = JsonSchemaType.Boolean });
        return Task.CompletedTask;
    }

    /// <returns>Meaningful only when no error was added.</returns>
    private static FailureQuery Read(OptionValues values, FieldErrors errors)
    {
        int limit = values.WholeNumber("limit", 1, MaxLimit, DefaultLimit, errors);
        ProductId? before = null;
        if (values.Given("cursor", errors) is { } cursor)
        {
            errors.Check(ProductCursor.TryRead(cursor, out ProductId last), "cursor", "Must be a next_cursor that this API gave out.");
            before = last;
        }

        string? problem = values.Given("problem", errors);
        errors.Check(problem is null || PictureFaults.Words.Contains(problem), "problem", $"Must be one of {string.Join(", ", PictureFaults.Words)}.");
        string? final = values.Given("final", errors);
        errors.Check(final is null or "true" or "false", "final", "Must be true or false.");
        return new FailureQuery(limit, before, problem, final is null ? null : final == "true");
    }
}

/// <param name="Items">Newest product first.</param>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="Total">Products under the conditions, over all pages.</param>
/// <param name="Problems">Over all, whatever was asked for; the one with most pictures first.</param>
internal sealed record FailureListJson(IReadOnlyList<FailedProductJson> Items, string? NextCursor, long Total, IReadOnlyList<ProblemCountJson> Problems);

/// <param name="Pictures">Those that were asked for, in their order.</param>
internal sealed record FailedProductJson(string ProductId, string? ExternalId, string Title, IndexState IndexState, IReadOnlyList<FailedPictureJson> Pictures)
{
    public static FailedProductJson Of(FailedProduct failed, HttpRequest request) => new(
        failed.Product.Id.ToString(),
        failed.Product.Details.ExternalId,
        failed.Product.Details.Title,
        failed.Product.IndexState,
        [.. failed.Pictures.Select(picture => FailedPictureJson.Of(picture, request))]);
}

/// <param name="Url">The address that was given, or ours for a picture that we keep; never a signed one.</param>
/// <param name="Problem">A stable word.</param>
/// <param name="Error">The same as a sentence.</param>
/// <param name="Final">Given up: it is tried again when somebody asks for it.</param>
/// <param name="Attempts">Failed ones so far.</param>
/// <param name="NextAttemptAt">Null for one that was given up.</param>
internal sealed record FailedPictureJson(string ImageId, string Url, int Position, string Problem, string? Error, bool Final, int Attempts, DateTimeOffset? NextAttemptAt)
{
    public static FailedPictureJson Of(FailedPicture failed, HttpRequest request) => new(
        failed.Picture.Id.ToString(),
        PictureAddresses.LastingOf(failed.Picture, request),
        failed.Picture.Position,
        failed.Problem,
        failed.Picture.Error,
        failed.Final,
        failed.Attempts,
        failed.NextAttemptAt);
}

internal sealed record ProblemCountJson(string Problem, long Pictures, long Products);
