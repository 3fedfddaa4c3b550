namespace VisualSearch.Cli.Searching;

/// <summary>The contract's answer to a search.</summary>
/// <param name="Notice">How it was answered, when that is not what was asked for.</param>
internal sealed record FoundProducts(int QueryTimeMs, int ResultsCount, IReadOnlyList<FoundProduct> Results, string Model, string SearchId, FoundIndex Index, string? Notice);

/// <param name="SimilarityScore">0 to 1; null when found by words alone.</param>
/// <param name="Relevance">0 to 1; null where the model has no calibration.</param>
internal sealed record FoundProduct(
    string ProductId,
    string? ExternalId,
    string Title,
    string? ImageUrl,
    double? SimilarityScore,
    double? Relevance,
    decimal? Price,
    string? Currency,
    string? Category,
    string? Brand,
    bool? InStock,
    string? MatchedImageId,
    IReadOnlyList<string> MatchedBy);

/// <param name="Pending">Products that searches do not show as they are yet.</param>
internal sealed record FoundIndex(long Vectors, long Pending, double LagSeconds);
