using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace VisualSearch.Api.Products;

/// <summary>The query string of the product list as the OpenAPI document shows it; it is read by <see cref="ProductListRequest"/>.</summary>
internal static class ProductListParameters
{
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        Add("limit", $"How many products at most; {ProductListRequest.DefaultLimit} when absent.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = ProductListRequest.MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = ProductListRequest.DefaultLimit,
        });
        Add("cursor", "The next_cursor of the page before.", Text());
        Add("category", "Exact name.", Text());
        Add("brand", "Exact name.", Text());
        Add("in_stock", "Only products whose stock is known and so.", new OpenApiSchema { Type = JsonSchemaType.Boolean });
        Add("q", "Looked for in titles of all languages and in external ids.", Text());
        Add("index_state", "How far the index is with them.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["pending", "indexed", "failed"] });
        return Task.CompletedTask;

        void Add(string name, string description, OpenApiSchema schema) =>
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema });
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
