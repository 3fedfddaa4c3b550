using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// The second half of the journey of a change (1 to 4 are the host's: verify, apply, wake up, answer).
/// Every step may be repeated: a crash between two of them costs the time since the last save and nothing else.
/// </summary>
internal sealed class IndexingPipeline(IndexOutbox outbox, Embeddings embeddings, PictureWorker worker, IndexingMetrics metrics, TimeProvider time, IOptions<IndexingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _pictures = new(options.Value.PicturesAtOnce);

    /// <summary>Indexes those of the candidates that lag.</summary>
    public async Task<BatchOutcome> RunAsync(OpenIndex index, IReadOnlyCollection<ProductId> candidates, string owner, BulkEmbedding bulk, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        long generation = index.Generation.Id;
        string fingerprint = index.Generation.Fingerprint;

        // 5 claim lagging products
        IReadOnlyList<IndexClaim> claims = await outbox.ClaimAsync(generation, candidates, candidates.Count, owner, options.Value.Lease, cancellationToken);
        if (claims.Count == 0)
        {
            return BatchOutcome.Nothing;
        }

        using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task renewing = RenewAsync(generation, claims, owner, lost);
        try
        {
            using BulkEmbedding.Lease embedding = bulk.Take(index.Model, claims.Count);
            // 6 fetch the pictures that need it, 7 decode, hash, reuse or embed
            ContentHash[] contents = [.. claims.SelectMany(claim => claim.Pictures).Select(picture => picture.Content).OfType<ContentHash>().Distinct()];
            BatchEmbeddings known = new(await embeddings.FindAsync(fingerprint, contents, cancellationToken));
            PictureWork[] work = await Task.WhenAll(claims
                .Where(claim => !claim.Deleted)
                .SelectMany(claim => claim.Pictures)
                .Where(picture => NeedsWork(picture, known))
                .Select(picture => WorkInTurnAsync(picture, index, embedding, known, cancellationToken)));
            if (work.Length > 0)
            {
                await outbox.SaveWorkAsync(fingerprint, work, cancellationToken);
            }

            // 8 write with fencing, what is older goes
            Dictionary<PictureId, PictureWork> done = work.ToDictionary(item => item.Id);
            await index.Vectors.ApplyAsync([.. claims.Select(claim => VectorsOf(claim, done, known))], cancellationToken);

            // 9 mark; 10, acknowledging, is the loop's
            IReadOnlyList<ProductId> moved = await outbox.CommitAsync(generation, owner, [.. claims.Select(claim => new IndexedProduct(claim.Product, claim.Version))], cancellationToken);
            metrics.BatchIndexed(claims.Count - moved.Count, time.GetElapsedTime(started));
            return new BatchOutcome(claims.Count, work.Length, moved);
        }
        catch
        {
            await ReleaseAsync(generation, claims, owner);
            throw;
        }
        finally
        {
            await lost.CancelAsync();
            await renewing;
        }
    }

    public void Dispose() => _pictures.Dispose();

    private static bool NeedsWork(ClaimedPicture picture, BatchEmbeddings known)
        => picture.MustFetch || (picture.State == PictureState.Indexed && !(picture.Content is ContentHash content && known.Has(content)));

    private static ProductVectors VectorsOf(IndexClaim claim, Dictionary<PictureId, PictureWork> done, BatchEmbeddings known)
    {
        List<PictureVector> vectors = [];
        foreach (ClaimedPicture picture in claim.Deleted ? [] : claim.Pictures)
        {
            // What was just tried counts; a picture that was not tried keeps what it had.
            ContentHash? content = done.TryGetValue(picture.Id, out PictureWork? work) ? work.Content : picture.State == PictureState.Indexed ? picture.Content : null;
            if (content is ContentHash known1 && known.Find(known1) is Half[] vector)
            {
                vectors.Add(new PictureVector(picture.Id, vector));
            }
        }

        return new ProductVectors(claim.Product, claim.Version, claim.Fields, vectors);
    }

    private async Task<PictureWork> WorkInTurnAsync(ClaimedPicture picture, OpenIndex index, BulkEmbedding.Lease embedding, BatchEmbeddings known, CancellationToken cancellationToken)
    {
        await _pictures.WaitAsync(cancellationToken);
        try
        {
            return await worker.WorkAsync(picture, index, embedding, known, cancellationToken);
        }
        finally
        {
            _pictures.Release();
        }
    }

    /// <summary>Keeps the claims while the work goes on: a picture may take longer than a lease, which is short so that a dead worker's products wait for little.</summary>
    private async Task RenewAsync(long generation, IReadOnlyList<IndexClaim> claims, string owner, CancellationTokenSource lost)
    {
        ProductId[] products = [.. claims.Select(claim => claim.Product)];
        while (true)
        {
            await Task.Delay(options.Value.Lease / 3, time, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (lost.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await outbox.RenewAsync(generation, products, owner, options.Value.Lease, lost.Token);
            }
            catch (Exception exception) when (exception is CatalogueUnavailableException or OperationCanceledException)
            {
                // The next turn tries again. If the lease runs out meanwhile, another does the work as well, and the commit shows it.
            }
        }
    }

    /// <summary>So that the products need not wait for the lease. When the catalogue is what failed, the lease it is.</summary>
    private async Task ReleaseAsync(long generation, IReadOnlyList<IndexClaim> claims, string owner)
    {
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2), time);
            await outbox.ReleaseAsync(generation, [.. claims.Select(claim => claim.Product)], owner, patience.Token);
        }
        catch (Exception exception) when (exception is CatalogueUnavailableException or OperationCanceledException)
        {
            // The exception that brought us here is the one to report.
        }
    }
}

/// <summary>What one batch did.</summary>
/// <param name="Products">Claimed and processed.</param>
/// <param name="Pictures">Worked on: fetched, embedded, reused or failed.</param>
/// <param name="Moved">Changed while they were processed; they lag again.</param>
internal sealed record BatchOutcome(int Products, int Pictures, IReadOnlyList<ProductId> Moved)
{
    public static readonly BatchOutcome Nothing = new(0, 0, []);
}
