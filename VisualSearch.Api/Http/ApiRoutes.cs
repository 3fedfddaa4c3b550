namespace VisualSearch.Api.Http;

/// <summary>The one group that every route of <c>/api/v1</c> is in, and the rules that they share.</summary>
internal static class ApiRoutes
{
    public const string Prefix = "/api/v1";

    /// <summary>What a resource that can be read answers; the server leaves the body of the second out.</summary>
    public static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Routes mapped on it need the scope <c>read</c> (which is open unless <c>Security:RequireKeyForReads</c>) until they say otherwise,
    /// take bodies of 1 MiB until they say otherwise, and are described with the problems that any of them may answer.
    /// </summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup(Prefix);
        group.RequireScope(ApiScopes.Read).WithBodyLimit(BodyLimit.Default);
        group.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return group;
    }
}
