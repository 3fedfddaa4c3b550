using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;

namespace VisualSearch.Api.Products;

/// <summary>The query string of the product list as the OpenAPI document shows it; it is read by <see cref="ProductListRequest"/>.</summary>
internal static class ProductListParameters
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("limit", $"How many products at most; {ProductListRequest.DefaultLimit} when absent.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = ProductListRequest.MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = ProductListRequest.DefaultLimit,
        });
        operation.AddQuery("cursor", "The next_cursor of the page before.", Text());
        operation.AddQuery("category", "Exact name.", Text());
        operation.AddQuery("brand", "Exact name.", Text());
        operation.AddQuery("in_stock", "Only products whose stock is known and so.", new OpenApiSchema { Type = JsonSchemaType.Boolean });
        operation.AddQuery("q", "Looked for in titles of all languages and in external ids.", Text());
        operation.AddQuery("index_state", "How far the index is with them.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["pending", "indexed", "failed"] });
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
