namespace VisualSearch.Engine.Catalogue;

/// <summary>What became of a write. Closed.</summary>
public enum WriteOutcome
{
    Created,
    Updated,
    Deleted,
    NotFound,

    /// <summary>The external id belongs to another product.</summary>
    ExternalIdInUse,

    /// <summary>The product's version is not the one the caller had seen.</summary>
    VersionMismatch,
}

/// <param name="Product">The product after the write; null when there is none (deleted, not found) or the write was refused.</param>
public sealed record WriteResult(WriteOutcome Outcome, Product? Product);
