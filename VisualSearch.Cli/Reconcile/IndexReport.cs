namespace VisualSearch.Cli.Reconcile;

/// <summary>What a server found, as its Api answers it.</summary>
internal sealed record IndexReport(bool Equal, bool Mended, IReadOnlyList<IndexFindings> Generations, IReadOnlyList<string> OrphanedCollections);

internal sealed record IndexFindings(
    string GenerationId,
    string Model,
    string State,
    long Expected,
    long Held,
    long Missing,
    long Orphaned,
    long WrongVersion,
    long WrongPictures,
    long InFlux,
    IReadOnlyList<IndexFinding> Examples);

internal sealed record IndexFinding(string ProductId, string Kind);
