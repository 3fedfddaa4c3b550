namespace VisualSearch.Engine.Vectors;

/// <summary>An index with its figures on the dashboard.</summary>
/// <param name="countEvery">How often writes renew the gauge of vectors; counting costs a remote store as much as a search. Zero = every write.</param>
internal sealed class MeasuredVectorIndex(IVectorIndex inner, string collection, TimeSpan countEvery, VectorsMetrics metrics, TimeProvider time) : IVectorIndex
{
    private long _counted = time.GetTimestamp();

    public int Dimension => inner.Dimension;

    public async Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
    {
        await inner.ApplyAsync(products, cancellationToken).ConfigureAwait(false);
        long counted = Interlocked.Read(ref _counted);
        bool due = time.GetElapsedTime(counted) >= countEvery && Interlocked.CompareExchange(ref _counted, time.GetTimestamp(), counted) == counted;
        if (due || countEvery == TimeSpan.Zero)
        {
            await RenewGaugeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>A search that failed is timed too: how long a broken store keeps callers waiting is worth seeing.</remarks>
    public async Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        try
        {
            return await inner.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            metrics.Searched(time.GetElapsedTime(started));
        }
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        long count = await inner.CountAsync(cancellationToken).ConfigureAwait(false);
        metrics.Counted(collection, count);
        return count;
    }

    public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);

    private async Task RenewGaugeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CountAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (VectorIndexUnavailableException)
        {
            // The write is in; that it cannot be counted now must not make anybody write it again.
        }
    }
}
