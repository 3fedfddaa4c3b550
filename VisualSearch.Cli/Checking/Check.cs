namespace VisualSearch.Cli.Checking;

/// <summary>One promise of the contract, and how it is tried.</summary>
/// <param name="Route">Method and path as the server's document writes them: <c>GET /api/v1/products/{product_id}</c>.</param>
/// <param name="Sent">In a few words, for the table.</param>
/// <param name="Expected">In a few words, for the table.</param>
internal sealed record Check(string Route, string Sent, string Expected, Func<CheckRun, CancellationToken, Task<Verdict>> TryAsync)
{
    public CheckNeeds Needs { get; init; } = CheckNeeds.Reading;

    /// <summary>One that is passed over where the server's document does not have the route, as of an older server.</summary>
    public static Check Where(string route, string sent, string expected, Func<CheckRun, CancellationToken, Task<Verdict>> tryAsync) => new(route, sent, expected, (run, cancellationToken) =>
        run.Routes.Has(route) ? tryAsync(run, cancellationToken) : Task.FromResult(Verdict.Skip("The server's document does not have this route.")));
}

/// <summary>What a check must be allowed to do.</summary>
internal enum CheckNeeds
{
    /// <summary>What everybody may.</summary>
    Nothing,

    /// <summary>Search and read products.</summary>
    Reading,

    /// <summary>Write products of its own, or add to the search log.</summary>
    Writing,

    /// <summary>What operators may.</summary>
    Administering,
}
