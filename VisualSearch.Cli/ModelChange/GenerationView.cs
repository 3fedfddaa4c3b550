namespace VisualSearch.Cli.ModelChange;

/// <summary>A generation as the Api answers it.</summary>
/// <param name="Active">Searches use it.</param>
/// <param name="Complete">Nothing is pending or put off.</param>
/// <param name="Products">Living products of the catalogue.</param>
/// <param name="Pending">Products whose current version it has not taken in.</param>
/// <param name="PutOff">Pictures that it could not fetch yet.</param>
/// <param name="Vectors">Null where that cannot be told.</param>
internal sealed record GenerationView(
    string GenerationId,
    string Model,
    int Dimension,
    string Fingerprint,
    string Collection,
    bool Active,
    bool Complete,
    long Products,
    long Pending,
    long PutOff,
    long? Vectors,
    DateTimeOffset CreatedAt);

/// <summary>How alike two generations answer, as the Api answers it.</summary>
internal sealed record OverlapView(
    string Active,
    string Other,
    string ActiveModel,
    string OtherModel,
    int Texts,
    int Products,
    int Skipped,
    double? OverlapMean,
    double? OverlapMin,
    IReadOnlyList<ComparedView> Worst);

/// <param name="Query">Words; null for a search for similar products.</param>
/// <param name="ProductId">Of a search for similar products; null for words.</param>
internal sealed record ComparedView(string? Query, string? ProductId, double Overlap, IReadOnlyList<string> Active, IReadOnlyList<string> Other);
