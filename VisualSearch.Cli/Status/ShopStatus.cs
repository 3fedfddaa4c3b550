namespace VisualSearch.Cli.Status;

/// <summary>Where a shop stands.</summary>
/// <param name="Where">The server's address or the data folder.</param>
/// <param name="Health">healthy, degraded or unhealthy.</param>
/// <param name="Products">In the catalogue; null while it is away, as the other figures are.</param>
/// <param name="Failed">Products of which no picture could be indexed.</param>
/// <param name="Pending">Products whose current version is not indexed yet.</param>
/// <param name="LagSeconds">Age of the oldest change that searches do not show yet.</param>
internal sealed record ShopStatus(
    string Where,
    string Health,
    string Mode,
    string? Version,
    string? Model,
    long? Products,
    long? Failed,
    long? Vectors,
    long? Pending,
    double? LagSeconds,
    IReadOnlyList<PartStatus> Parts);

/// <summary>A dependency of a server.</summary>
internal sealed record PartStatus(string Name, string Status, string? Detail);
