namespace VisualSearch.Api.Http;

/// <summary>What a route says about itself; the pipeline of <see cref="HttpPipeline"/> holds it to that.</summary>
internal static class RouteRules
{
    /// <summary>Bodies over <paramref name="bytes"/> are refused with 413 before they are read.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithBodyLimit(new BodyLimit(bytes));

    /// <summary>See <see cref="BodyLimit.Picture"/> and <see cref="BodyLimit.Batch"/>.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, BodyLimit limit)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(limit);

    /// <summary>The route needs a key with this scope (<see cref="ApiScopes"/>). The innermost call counts.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(ApiScopes.Checked(scope)));

    /// <summary>The route asks for no key, whatever its group says: it tells its callers in another way.</summary>
    public static TBuilder WithoutKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(null));

    /// <summary>At most <c>Limits:ConcurrentSearches</c> requests at once are inside such routes; others wait for a place, then get 429.</summary>
    public static TBuilder WithSearchPlace<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(SearchPlaceNeeded.Instance);
}

/// <summary>Marks a route that takes one of the search places.</summary>
internal sealed class SearchPlaceNeeded
{
    public static readonly SearchPlaceNeeded Instance = new();

    private SearchPlaceNeeded()
    {
    }
}

/// <summary>The scope that a route needs; null for none.</summary>
internal sealed record RequiredScope(string? Scope);

/// <summary>What a key may do: <c>admin</c> includes <c>write</c>, which includes <c>read</c>.</summary>
internal static class ApiScopes
{
    public const string Read = "read";
    public const string Write = "write";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Read, Write, Admin];

    public static string Checked(string scope) =>
        All.Contains(scope) ? scope : throw new ArgumentException($"\"{scope}\" is no scope; there are {string.Join(", ", All)}.", nameof(scope));

    /// <summary>Whether a key that holds <paramref name="held"/> may do what needs <paramref name="needed"/>.</summary>
    public static bool Includes(string held, string needed) => Rank(held) >= Rank(needed);

    private static int Rank(string scope) => scope switch
    {
        Read => 0,
        Write => 1,
        Admin => 2,
        _ => -1,
    };
}
