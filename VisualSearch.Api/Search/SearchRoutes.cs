using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;

namespace VisualSearch.Api.Search;

/// <summary>The routes of the slice.</summary>
internal static class SearchRoutes
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<PictureQuery>()
        .AddSingleton<SearchRequests>()
        .AddSingleton<SearchByImage>()
        .AddSingleton<SearchByText>()
        .AddSingleton<SimilarProducts>()
        .AddSingleton<SearchBatch>()
        .AddSingleton<SuggestSearches>()
        .AddSingleton<RecordClick>();

    public static RouteGroupBuilder MapSearch(this RouteGroupBuilder api)
    {
        RouteGroupBuilder search = api.MapGroup("/search").WithTags("Search");
        RouteGroupBuilder searches = search.MapGroup(string.Empty).WithSearchPlace().RequireScope(ApiScopes.Read);

        searches.MapPost("/by-image", (HttpContext context, SearchByImage handler, CancellationToken cancellationToken) => handler.HandleAsync(context, cancellationToken))
            .WithBodyLimit(BodyLimit.Picture)
            .AddEndpointFilter(new CountSearches(SearchMetrics.Image))
            .AddOpenApiOperationTransformer(SearchDocument.ByImageAsync)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithName("SearchByImage")
            .WithSummary("Products that look like a picture")
            .WithDescription("The picture comes as multipart field file (or image), as a raw body with an image content type, or as JSON with image_url or image_base64. Options are form fields, query parameters or JSON members.");
        searches.MapPost("/by-text", (HttpContext context, SearchByText handler, CancellationToken cancellationToken) => handler.HandleAsync(context, cancellationToken))
            .AddEndpointFilter(new CountSearches(SearchMetrics.Text))
            .AddOpenApiOperationTransformer(SearchDocument.ByTextAsync)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithName("SearchByText")
            .WithSummary("Products that words describe")
            .WithDescription("JSON with query and options; mode is hybrid (default), semantic or lexical.");
        searches.MapGet("/similar/{product_id}", (HttpContext context, [FromRoute(Name = "product_id")] string productId, SimilarProducts handler, CancellationToken cancellationToken) => handler.HandleAsync(context, productId, cancellationToken))
            .AddEndpointFilter(new CountSearches(SearchMetrics.Similar))
            .AddOpenApiOperationTransformer(SearchDocument.OptionsInQueryAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("SimilarProducts")
            .WithSummary("Products that look like this one")
            .WithDescription("product_id is ours, or ext: and the shop's own.");
        searches.MapPost("/batch", (HttpContext context, SearchBatch handler, CancellationToken cancellationToken) => handler.HandleAsync(context, cancellationToken))
            .WithBodyLimit(BodyLimit.Batch)
            .AddOpenApiOperationTransformer(SearchDocument.BatchAsync)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithName("SearchBatch")
            .WithSummary("Up to 16 searches at once")
            .WithDescription("Each search has one of image_url, image_base64, query or product_id, and the options of its kind; each gets its own result or problem.");

        search.MapGet("/suggest", (HttpContext context, SuggestSearches handler, CancellationToken cancellationToken) => handler.HandleAsync(context, cancellationToken))
            .RequireScope(ApiScopes.Read)
            .AddOpenApiOperationTransformer(SuggestSearches.DescribeAsync)
            .WithName("SuggestSearches")
            .WithSummary("Completes what a shopper types")
            .WithDescription("Titles, categories and brands with the words of q, the last of which may be unfinished. It is no search: it is neither logged nor counted as one, and needs no model.");

        search.MapPost("/{search_id}/click", (HttpContext context, [FromRoute(Name = "search_id")] string searchId, RecordClick handler, CancellationToken cancellationToken) => handler.HandleAsync(context, searchId, cancellationToken))
            .RequireScope(ApiScopes.Read)
            .Accepts<ClickJson>("application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("RecordClick")
            .WithSummary("Note that a shopper opened a result");
        return api;
    }
}
