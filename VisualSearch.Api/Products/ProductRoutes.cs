using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;

namespace VisualSearch.Api.Products;

/// <summary>The routes of products and of their pictures.</summary>
internal static class ProductRoutes
{
    /// <summary>Below <see cref="ApiRoutes.Prefix"/>.</summary>
    public const string Path = "/products";

    /// <param name="api">The group of <see cref="ApiRoutes.MapApi"/>.</param>
    public static RouteGroupBuilder MapProducts(this RouteGroupBuilder api)
    {
        RouteGroupBuilder products = api.MapGroup(Path).WithTags("Products");

        products.MapMethods("/", ApiRoutes.Reading, ListProducts.HandleAsync)
            .WithName("ListProducts")
            .WithSummary("Lists products, oldest first")
            .WithDescription("A page at a time: give `next_cursor` back as `cursor`. A cursor stays right while products are added and removed.")
            .AddOpenApiOperationTransformer(ProductListParameters.DescribeAsync);

        products.MapMethods("/facets", ApiRoutes.Reading, GetFacets.HandleAsync)
            .WithName("GetFacets")
            .WithSummary("Counts what there is to filter by")
            .WithDescription($"Categories, brands, prices and stock of the products that the filters leave. The figures of a facet leave its own filter out, so they say what another choice would find. At most {GetFacets.MaxValues} categories and brands, those of most products.")
            .AddOpenApiOperationTransformer(FacetsRequest.DescribeAsync);

        products.MapMethods("/{product_id}", ApiRoutes.Reading, GetProduct.HandleAsync)
            .WithName("GetProduct")
            .WithSummary("Shows a product with its pictures and how far each is indexed")
            .WithDescription("`ETag` is the version. It moves with writes and not with indexing: to wait for the index, ask without `If-None-Match`.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound);

        products.MapPost("/", CreateProduct.HandleAsync)
            .RequireScope(ApiScopes.Write)
            .WithName("CreateProduct")
            .WithSummary("Creates a product")
            .WithDescription("Only `title` is required. The answer comes before the pictures are fetched; `index_state` tells how far they are.")
            .Accepts<ProductRequest>("application/json")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        products.MapPut("/{product_id}", ReplaceProduct.HandleAsync)
            .RequireScope(ApiScopes.Write)
            .WithName("ReplaceProduct")
            .WithSummary("Replaces a product, or creates it under its external id")
            .WithDescription("Everything the body leaves out is null afterwards, except that without `images` and `image_url` the pictures stay. `If-Match` guards against overwriting a version you have not seen; `If-None-Match: *` creates only.")
            .Accepts<ProductRequest>("application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        products.MapDelete("/{product_id}", DeleteProduct.HandleAsync)
            .RequireScope(ApiScopes.Write)
            .WithName("DeleteProduct")
            .WithSummary("Deletes a product; it is gone from search answers at once")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

        products.MapPost("/{product_id}/images", AddProductPicture.HandleAsync)
            .RequireScope(ApiScopes.Write)
            .WithBodyLimit(BodyLimit.Picture)
            .WithName("AddProductPicture")
            .WithSummary("Adds a picture that we keep")
            .WithDescription("A JPEG, PNG or WebP of at most 20,971,520 bytes, decoded before the answer. 200 instead of 201 when the product has that very picture already.")
            .Accepts<PictureForm>("multipart/form-data")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status501NotImplemented);

        return api;
    }

    /// <summary>Pictures, at the root.</summary>
    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder root)
    {
        root.MapMethods($"{PictureAddresses.Media}/{{image_id}}", ApiRoutes.Reading, GetMedia.HandleAsync)
            .RequireScope(ApiScopes.Read)
            .WithTags("Products")
            .WithName("GetMedia")
            .WithSummary("Serves a picture of the catalogue")
            .WithDescription("`w` asks for a copy of about that width in pixels, wherever the picture is; it is fetched as for indexing and copies are kept. Without `w` a picture that is not kept here is answered with 302 to its own address. What is kept here never changes under its address.")
            .AddOpenApiOperationTransformer(DescribeWidthAsync)
            .Produces(StatusCodes.Status302Found)
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: ["image/png", "image/webp"])
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return root;
    }

    private static Task DescribeWidthAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "w",
            In = ParameterLocation.Query,
            Description = "Width in pixels, taken up to the next of 64, 128, 256, 384, 512, 768, 1024, 1536 and 2048; a narrower picture keeps its size.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
        });
        return Task.CompletedTask;
    }
}
