namespace VisualSearch.Engine.Vectors;

/// <summary>An index with its figures on the dashboard. Disposing it takes its collection off the gauge and leaves the index alone.</summary>
public sealed class MeasuredVectorIndex(IVectorIndex inner, string collection, VectorsMetrics metrics, TimeProvider time) : IVectorIndex, IDisposable
{
    public int Dimension => inner.Dimension;

    public async Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
    {
        await inner.ApplyAsync(products, cancellationToken).ConfigureAwait(false);
        await CountAsync(cancellationToken).ConfigureAwait(false);
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

    public void Dispose() => metrics.Dropped(collection);
}
