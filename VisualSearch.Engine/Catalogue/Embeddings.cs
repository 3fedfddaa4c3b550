namespace VisualSearch.Engine.Catalogue;

/// <summary>Stored embeddings, by content hash and model fingerprint, as fp16.</summary>
public sealed class Embeddings
{
    /// <summary>Those of the hashes that have one.</summary>
    public Task<IReadOnlyDictionary<ContentHash, Half[]>> FindAsync(string fingerprint, IReadOnlyCollection<ContentHash> contents, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The stored vectors of one product's indexed pictures.</summary>
    public Task<IReadOnlyList<(PictureId Picture, Half[] Vector)>> OfProductAsync(ProductId product, string fingerprint, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Everything that is indexed, product by product, to fill a vector index; buffers may not be kept: the vectors of a product are fresh arrays.</summary>
    public IAsyncEnumerable<StoredProduct> ReadAllAsync(long generation, string fingerprint, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<long> CountAsync(string fingerprint, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Removes those that no picture uses; returns how many.</summary>
    public Task<int> RemoveUnusedAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Version">The version that was indexed.</param>
public sealed record StoredProduct(ProductId Product, long Version, FilterFields Fields, IReadOnlyList<(PictureId Picture, Half[] Vector)> Pictures);
