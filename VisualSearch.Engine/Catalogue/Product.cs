namespace VisualSearch.Engine.Catalogue;

/// <summary>A product as the catalogue knows it now.</summary>
/// <param name="Version">Grows with every write, not with indexing.</param>
public sealed record Product(
    ProductId Id,
    ProductDetails Details,
    IReadOnlyList<ProductPicture> Pictures,
    IndexState IndexState,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>One picture of a product.</summary>
/// <param name="Reference">What was given on write (<c>https://…</c>, <c>s3://…</c>) or, for a picture kept by us, <c>kept:…</c>.</param>
/// <param name="Error">Why it is not indexed, or not yet, or why an indexed one could not be fetched again; null when nothing went wrong.</param>
/// <param name="Content">Of the bytes that were last fetched; null when they never were.</param>
public sealed record ProductPicture(PictureId Id, string Reference, int Position, PictureState State, string? Error, ContentHash? Content = null);

/// <summary>How far a picture is.</summary>
public enum PictureState
{
    /// <summary>Not processed yet, or put off after a transient failure.</summary>
    Pending,

    /// <summary>Its embedding is in the index.</summary>
    Indexed,

    /// <summary>Given up for good; <see cref="ProductPicture.Error"/> says why.</summary>
    Failed,
}

/// <summary>How far the active generation is with a product.</summary>
public enum IndexState
{
    /// <summary>The current version is not processed yet.</summary>
    Pending,

    /// <summary>Processed; products without pictures included.</summary>
    Indexed,

    /// <summary>No picture could be indexed and at least one failed for good.</summary>
    Failed,
}
