using Microsoft.OpenApi;

namespace VisualSearch.Api.Http;

/// <summary>Describes what routes read by themselves, for the OpenAPI document.</summary>
internal static class DescribedParameters
{
    public static void AddQuery(this OpenApiOperation operation, string name, string description, OpenApiSchema schema) =>
        operation.Add(name, ParameterLocation.Query, description, schema);

    /// <summary>A text.</summary>
    public static void AddHeader(this OpenApiOperation operation, string name, string description) =>
        operation.Add(name, ParameterLocation.Header, description, new OpenApiSchema { Type = JsonSchemaType.String });

    private static void Add(this OpenApiOperation operation, string name, ParameterLocation place, string description, OpenApiSchema schema) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = place, Description = description, Schema = schema });
}
