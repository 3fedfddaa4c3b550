namespace VisualSearch.Api.Admin;

/// <summary>The routes by which an operator changes the model of a shop.</summary>
internal static class GenerationRoutes
{
    /// <param name="admin">The group of <see cref="AdminRoutes"/>.</param>
    public static void MapGenerations(this RouteGroupBuilder admin)
    {
        RouteGroupBuilder generations = admin.MapGroup("/generations");

        generations.MapGet("/", ListGenerations.HandleAsync)
            .WithName("ListGenerations")
            .WithSummary("The generations of the index and how far they are")
            .WithDescription("A generation is one model and the collection of its vectors. One is active: searches use it. Others are filled beside it, or kept to go back to. `pending` counts products, `put_off` pictures that the generation could not fetch yet; it is `complete` when both are 0.");

        generations.MapPost("/", StartGeneration.HandleAsync)
            .WithName("StartGeneration")
            .WithSummary("Starts to fill a generation of another model")
            .WithDescription("Searches go on with the active one. Every change is written to both from now on, and the filling goes on over restarts.")
            .Accepts<StartGenerationRequest>("application/json")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        generations.MapPost("/rollback", RollBackGeneration.HandleAsync)
            .WithName("RollBackGeneration")
            .WithSummary("Goes back to the generation made before the active one")
            .ProducesProblem(StatusCodes.Status409Conflict);

        generations.MapPost("/{generation_id}/switch", SwitchGeneration.HandleAsync)
            .WithName("SwitchGeneration")
            .WithSummary("Has searches use the generation")
            .WithDescription("Every process adopts it within seconds, once it has loaded the model; each answer is of one model. One that is not complete is refused unless `force` is true.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        generations.MapGet("/{generation_id}/overlap", CompareGenerations.HandleAsync)
            .WithName("CompareGenerations")
            .WithSummary("How alike the generation and the active one answer")
            .WithDescription("Asks both for what was asked lately: texts of the search log (when both models read words), and products like each of the newest. `overlap` is the share of the first ten that both name.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .DisableRequestTimeout();

        generations.MapDelete("/{generation_id}", DropGeneration.HandleAsync)
            .WithName("DropGeneration")
            .WithSummary("Removes a generation that is not active")
            .WithDescription("With the embeddings of its model: to come back to it, everything is embedded again.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .DisableRequestTimeout();
    }
}
