namespace VisualSearch.Engine.Catalogue;

/// <summary>What a generation still has to do: a product whose row in <c>product_index</c> is behind its version, or has none.</summary>
public sealed class IndexOutbox
{
    /// <summary>
    /// Claims lagging products (deleted ones included) for one worker. Of <paramref name="candidates"/> those that lag and are not claimed by another living claim;
    /// null candidates: any, oldest change first. A claim ends by <see cref="CommitAsync"/>, <see cref="ReleaseAsync"/> or when its lease runs out.
    /// </summary>
    public Task<IReadOnlyList<IndexClaim>> ClaimAsync(long generation, IReadOnlyCollection<ProductId>? candidates, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Records in one transaction what became of pictures and the embeddings made. Survives any later crash: these pictures are not embedded again.</summary>
    public Task SaveWorkAsync(string fingerprint, IReadOnlyList<PictureWork> pictures, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Marks the products as indexed at their claimed versions and ends the claims. Where the version moved meanwhile, the row goes to 0 and the product lags again.
    /// Returns the products that moved.
    /// </summary>
    public Task<IReadOnlyList<ProductId>> CommitAsync(long generation, IReadOnlyList<IndexedProduct> products, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends claims without progress.</summary>
    public Task ReleaseAsync(long generation, IReadOnlyCollection<ProductId> products, string owner, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// What the queue may have lost: lagging products, unclaimed, and products with a picture whose next attempt is due, not queued within <paramref name="quiet"/>;
    /// marks them as queued now. A product found only for a due picture is made to lag.
    /// </summary>
    public Task<IReadOnlyList<IndexWakeUp>> SweepAsync(long generation, int limit, TimeSpan quiet, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends every claim: for the process that alone owns the catalogue, at its start.</summary>
    public Task EndAllClaimsAsync(long generation, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IndexLag> LagAsync(long generation, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <summary>A product on its way to the index.</summary>
public sealed record IndexWakeUp(ProductId Product, long Version);

/// <param name="Pending">Products whose current version is not processed.</param>
/// <param name="Oldest">When the oldest of those changes was made; null when nothing is pending.</param>
public sealed record IndexLag(long Pending, DateTimeOffset? Oldest);

/// <summary>A claimed product: all that the pipeline needs to know.</summary>
/// <param name="Deleted">Its vectors are to be removed.</param>
public sealed record IndexClaim(ProductId Product, long Version, bool Deleted, FilterFields Fields, IReadOnlyList<ClaimedPicture> Pictures);

/// <param name="Content">The hash of the bytes last fetched; null when never fetched.</param>
/// <param name="ETag">Of the last fetch, for a conditional one.</param>
/// <param name="MustFetch">New, marked for fetching, or due for another attempt.</param>
/// <param name="Attempts">Failed attempts so far.</param>
public sealed record ClaimedPicture(PictureId Id, string Reference, ContentHash? Content, string? ETag, bool MustFetch, PictureState State, int Attempts);

/// <summary>What became of one picture. Exactly one of: content (indexed), error with a next attempt (put off), error without (failed for good).</summary>
/// <param name="Embedding">Set when it was embedded just now, unit length; null when an embedding of the content was there already.</param>
public sealed record PictureWork(PictureId Id, ContentHash? Content, string? ETag, Half[]? Embedding, string? Error, DateTimeOffset? NextAttempt);

public sealed record IndexedProduct(ProductId Product, long Version);
