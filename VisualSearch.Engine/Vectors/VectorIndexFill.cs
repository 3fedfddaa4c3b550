namespace VisualSearch.Engine.Vectors;

/// <summary>Fills an index from a stream of products, as at start from the catalogue's stored embeddings.</summary>
public static class VectorIndexFill
{
    private const int BatchSize = 512;

    /// <summary>Applies the products in batches; each batch is visible when it is in. Fencing holds as for any other write, so changes may be applied meanwhile.</summary>
    /// <returns>How many products were read.</returns>
    public static async Task<long> FillAsync(this IVectorIndex index, IAsyncEnumerable<ProductVectors> products, CancellationToken cancellationToken)
    {
        long count = 0;
        List<ProductVectors> batch = new(BatchSize);
        await foreach (ProductVectors product in products.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count++;
            batch.Add(product);
            if (batch.Count == BatchSize)
            {
                await index.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
                batch = new List<ProductVectors>(BatchSize);
            }
        }

        if (batch.Count > 0)
        {
            await index.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }
}
