using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;

namespace VisualSearch.Api.Products;

/// <summary>Reads and describes the query string of the facets: the filters of a search, and the words of one. Empty words are the same as none.</summary>
internal static class FacetsRequest
{
    /// <summary>Characters of the words, as many as a search takes.</summary>
    public const int MaxTextLength = 1000;

    /// <returns>Meaningful only when no error was added.</returns>
    public static (SearchFilter Filter, string? Text) Read(IQueryCollection query, FieldErrors errors)
    {
        OptionValues values = OptionValues.OfQuery(query);
        string? text = values.One("q", errors)?.Trim();
        errors.Check(!(text?.Length > MaxTextLength), "q", $"May have {MaxTextLength} characters at most.");
        return (new FilterOptions(values, errors).Read(), string.IsNullOrEmpty(text) ? null : text);
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("category", "Exact name; several are alternatives.", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } });
        operation.AddQuery("brand", "Exact name; several are alternatives.", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } });
        operation.AddQuery("price_min", "Least price, inclusive.", new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0" });
        operation.AddQuery("price_max", "Greatest price, inclusive.", new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0" });
        operation.AddQuery("in_stock", "Only products whose stock is known and so.", new OpenApiSchema { Type = JsonSchemaType.Boolean });
        operation.AddQuery("q", "Words; what is counted is what a lexical search for them finds.", new OpenApiSchema { Type = JsonSchemaType.String });
        return Task.CompletedTask;
    }
}
