using VisualSearch.Api.Http;

namespace VisualSearch.Api.Admin;

/// <summary>The routes of operators: each needs the scope <c>admin</c>.</summary>
internal static class AdminRoutes
{
    /// <param name="api">The group of <see cref="ApiRoutes.MapApi"/>.</param>
    public static RouteGroupBuilder MapAdmin(this RouteGroupBuilder api)
    {
        RouteGroupBuilder admin = api.MapGroup("/admin").RequireScope(ApiScopes.Admin).WithTags("Admin");

        admin.MapPost("/reindex", ReindexProducts.HandleAsync)
            .WithName("ReindexProducts")
            .WithSummary("Has products indexed again")
            .WithDescription("`vectors` writes vectors again from stored embeddings, `failed` tries pictures again that failed, `pictures` fetches all pictures again. Until their turn comes products are found as before; `index.pending` tells how many are left.")
            .Accepts<ReindexRequest>("application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        admin.MapGet("/export", ExportCatalogue.HandleAsync)
            .WithName("ExportCatalogue")
            .WithSummary("The catalogue as JSON Lines, a product a line")
            .WithDescription("The members of a product. With `embeddings=true` each picture has `embedding` (base64 of little-endian float16, or null), and the product `embedding_model` and `embedding_fingerprint`. An answer that ends early was cut off.")
            .Produces<string>(StatusCodes.Status200OK, ExportCatalogue.MediaType)
            .DisableRequestTimeout();

        admin.MapPost("/reconcile", ReconcileIndex.HandleAsync)
            .WithName("ReconcileIndex")
            .WithSummary("Compares the vector index with the catalogue")
            .WithDescription("Counts products whose vectors are missing, orphaned, of another version or of other pictures, in every generation. With `mend=true` they are written again behind the answer; what the catalogue does not know is removed. Nothing is embedded for it. Collections of no generation are named and stay.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .DisableRequestTimeout();

        admin.MapGenerations();
        admin.MapFigures();
        return api;
    }
}
