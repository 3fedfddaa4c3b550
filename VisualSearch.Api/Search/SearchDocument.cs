using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace VisualSearch.Api.Search;

/// <summary>The options and bodies of searches as the OpenAPI document shows them. They are read by <see cref="SearchOptions"/> and <see cref="PictureQuery"/>.</summary>
internal static class SearchDocument
{
    /// <summary>Shared options, by name.</summary>
    private static readonly (string Name, string Description, Func<OpenApiSchema> Schema)[] Options =
    [
        ("limit", $"Results wanted; {SearchOptions.DefaultLimit} when absent. top_k is read as well.", () => Number(JsonSchemaType.Integer, 1, SearchOptions.MaxLimit)),
        ("offset", "Results skipped.", () => Number(JsonSchemaType.Integer, 0, SearchOptions.MaxOffset)),
        ("threshold", "Least similarity_score; 0 is off. Hits found by words alone have none and pass.", () => Number(JsonSchemaType.Number, 0, 1)),
        ("min_relevance", "Least relevance; 0 is off. Needs a model with a calibration.", () => Number(JsonSchemaType.Number, 0, 1)),
        ("category", "Exact name; several are alternatives.", () => ListOf(Text())),
        ("brand", "Exact name; several are alternatives.", () => ListOf(Text())),
        ("price_min", "Least price, inclusive.", () => Number(JsonSchemaType.Number, 0, null)),
        ("price_max", "Greatest price, inclusive.", () => Number(JsonSchemaType.Number, 0, null)),
        ("in_stock", "Only products whose stock is known and so.", () => new OpenApiSchema { Type = JsonSchemaType.Boolean }),
        ("exclude", "Products to leave out: ids, or ext: with external ids.", () => ListOf(Text())),
        ("lang", "The language of titles, such as ru; else Accept-Language, else the main one.", Text),
    ];

    public static Task OptionsInQueryAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        foreach ((string name, string description, Func<OpenApiSchema> schema) in Options)
        {
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema() });
        }

        return Task.CompletedTask;
    }

    public static Task ByImageAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        OpenApiSchema bytes = new() { Type = JsonSchemaType.String, Format = "binary", Description = "A JPEG, PNG or WebP picture of at most 20,971,520 bytes." };
        operation.RequestBody = Body(
            ("multipart/form-data", WithOptions(("file", bytes), ("query", Refinement()))),
            ("image/*", bytes),
            ("application/json", WithOptions([.. PictureMembers(), ("query", Refinement())])));
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = "query", In = ParameterLocation.Query, Description = Refinement().Description, Schema = Refinement() });
        return OptionsInQueryAsync(operation, context, cancellationToken);
    }

    public static Task ByTextAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        OpenApiSchema body = WithOptions(("query", Query()), ("mode", Mode()));
        body.Required = new HashSet<string> { "query" };
        operation.RequestBody = Body(("application/json", body));
        return Task.CompletedTask;
    }

    public static Task BatchAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        OpenApiSchema item = WithOptions([.. PictureMembers(), ("query", Query()), ("mode", Mode()), ("product_id", Text())]);
        item.Description = "Exactly one of image_url, image_base64, query and product_id, and the options of its kind; query may stand beside a picture and refines it.";
        OpenApiSchema searches = ListOf(item);
        searches.MinItems = 1;
        searches.MaxItems = SearchBatch.MaxSearches;
        operation.RequestBody = Body(("application/json", Members([("searches", searches)])));
        return Task.CompletedTask;
    }

    private static OpenApiRequestBody Body(params (string Type, OpenApiSchema Schema)[] contents) => new()
    {
        Required = true,
        Content = contents.ToDictionary(content => content.Type, content => new OpenApiMediaType { Schema = content.Schema }),
    };

    private static OpenApiSchema WithOptions(params (string Name, OpenApiSchema Schema)[] own) => Members([.. own, .. Options.Select(option => (option.Name, Described(option.Schema(), option.Description)))]);

    private static OpenApiSchema Members((string Name, OpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Schema),
    };

    private static (string Name, OpenApiSchema Schema)[] PictureMembers() =>
    [
        ("image_url", Described(Text(), "An http or https address that the server fetches the picture from.")),
        ("image_base64", new OpenApiSchema { Type = JsonSchemaType.String, Format = "byte", Description = "The picture's bytes in base64." }),
    ];

    private static OpenApiSchema Query() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = SearchByText.MaxQueryLength, Description = "Words in any language, or an article number." };

    private static OpenApiSchema Refinement() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = SearchByText.MaxQueryLength, Description = "Words that refine the picture: what both find comes first, then what looks like it, last what the words alone find." };

    private static OpenApiSchema Mode() => new() { Type = JsonSchemaType.String, Enum = ["hybrid", "semantic", "lexical"], Default = "hybrid" };

    private static OpenApiSchema Described(OpenApiSchema schema, string description)
    {
        schema.Description = description;
        return schema;
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema ListOf(OpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static OpenApiSchema Number(JsonSchemaType type, int least, int? most) => new()
    {
        Type = type,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most?.ToString(CultureInfo.InvariantCulture),
    };
}
