namespace VisualSearch.Engine.Vectors;

/// <summary>One collection of unit vectors, one generation's. Thread-safe; a change is visible to searches when its call returns.</summary>
public interface IVectorIndex
{
    /// <summary>Numbers in a vector.</summary>
    int Dimension { get; }

    /// <summary>
    /// Makes the collection hold exactly these vectors for each of these products. A product whose stored version is newer stays as it is (fencing);
    /// an equal or older one is replaced whole; no vectors means the product is removed.
    /// </summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached; nothing can be said about what was applied.</exception>
    Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken);

    /// <summary>The nearest products by cosine, best first, at most one hit each (its best picture); equal scores in order of product id.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken);

    /// <summary>How many vectors the collection holds.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    Task<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Every vector that the collection holds, in no order, read in pages. Not of one moment: what is written meanwhile may be among them in its old state, in
    /// its new one, or in both.
    /// </summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken);
}
