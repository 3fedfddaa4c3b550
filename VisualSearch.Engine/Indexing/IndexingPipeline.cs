using System.Diagnostics;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// The second half of the journey of a change (1 to 4 are the host's: verify, apply, wake up, answer).
/// Every step may be repeated: a crash between two of them costs the time since the last save and nothing else.
/// </summary>
internal sealed class IndexingPipeline(IndexOutbox outbox, Embeddings embeddings, PictureWorker worker, IndexingMetrics metrics, IndexingTally tally, TimeProvider time, IOptions<IndexingOptions> options) : IDisposable
{
    // Half for one host at most, so that one which does not answer never has them all.
    private readonly FetchPlaces _places = new(options.Value.PicturesAtOnce, Math.Max(1, options.Value.PicturesAtOnce / 2), Timeout.InfiniteTimeSpan, time);

    /// <summary>Indexes those of the candidates that lag.</summary>
    /// <param name="candidates">Null for any, those that have lagged longest first.</param>
    /// <param name="traces">In which what is done for a candidate is seen.</param>
    /// <param name="slow">Called when some pictures take their time: all other products are done by then, and the caller may begin another batch.</param>
    public async Task<BatchOutcome> RunAsync(
        OpenIndex index, IReadOnlyCollection<ProductId>? candidates, ChangeTraces traces, string owner, BulkEmbedding bulk, Action slow, CancellationToken cancellationToken)
    {
        long generation = index.Generation.Id;

        // 5 claim lagging products
        IReadOnlyList<IndexClaim> claims = await outbox.ClaimAsync(generation, candidates, candidates?.Count ?? options.Value.BatchSize, owner, options.Value.Lease, cancellationToken);
        if (claims.Count == 0)
        {
            return BatchOutcome.Nothing;
        }

        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task renewing = RenewAsync(generation, claims, owner, over);
        Dictionary<ProductId, Task<PictureWork[]>> works = [];
        BatchOutcome outcome = BatchOutcome.Nothing;
        try
        {
            using BulkEmbedding.Lease embedding = bulk.Take(index.Model, claims.Count);
            // 6 fetch the pictures that need it, 7 decode, hash, reuse or embed
            ContentHash[] contents = [.. claims.SelectMany(claim => claim.Pictures).Select(picture => picture.Content).OfType<ContentHash>().Distinct()];
            BatchEmbeddings known = new(await embeddings.FindAsync(index.Generation.Fingerprint, contents, cancellationToken));
            works = claims.ToDictionary(claim => claim.Product, claim => WorkAsync(claim, index, embedding, known, traces, over.Token));
            for (IndexClaim[] left = [.. claims]; left.Length > 0;)
            {
                Task<PictureWork[][]> all = Task.WhenAll(left.Select(claim => works[claim.Product]));
                await ((Task)all).WaitAsync(options.Value.BatchPatience, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // Works may take a while to notice, and there would be nothing to wait with until they have.
                over.Token.ThrowIfCancellationRequested();
                IndexClaim[] done = all.IsCompleted ? left : [.. left.Where(claim => works[claim.Product].IsCompletedSuccessfully)];
                outcome += await FinishAsync(index, done, works, known, traces, owner, cancellationToken);
                left = [.. left.Except(done)];
                if (left.Length > 0)
                {
                    slow();
                }
            }

            return outcome;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The claims were lost, so what is made of their products here counts for nothing.
            await EndAsync(works);
            return outcome;
        }
        catch
        {
            await over.CancelAsync();
            await EndAsync(works);
            await ReleaseAsync(generation, claims, owner);
            throw;
        }
        finally
        {
            await over.CancelAsync();
            await renewing;
        }
    }

    public void Dispose() => _places.Dispose();

    private static async Task EndAsync(Dictionary<ProductId, Task<PictureWork[]>> works) => await ((Task)Task.WhenAll(works.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<BatchOutcome> FinishAsync(
        OpenIndex index, IndexClaim[] claims, Dictionary<ProductId, Task<PictureWork[]>> works, BatchEmbeddings known, ChangeTraces traces, string owner, CancellationToken cancellationToken)
    {
        if (claims.Length == 0)
        {
            return BatchOutcome.Nothing;
        }

        long started = time.GetTimestamp();
        PictureWork[] work = [.. (await Task.WhenAll(claims.Select(claim => works[claim.Product]))).SelectMany(pictures => pictures)];
        if (work.Length > 0)
        {
            await outbox.SaveWorkAsync(index.Generation.Fingerprint, work, cancellationToken);
        }

        // 8 write with fencing, what is older goes
        Dictionary<PictureId, PictureWork> done = work.ToDictionary(item => item.Id);
        using (traces.BeginEach("upsert", claims.Select(claim => claim.Product)))
        {
            await index.Vectors.ApplyAsync([.. claims.Select(claim => VectorsOf(claim, done, known))], cancellationToken);
        }

        // 9 mark; 10, acknowledging, is the loop's
        IReadOnlyList<ProductId> moved = await outbox.CommitAsync(index.Generation.Id, owner, [.. claims.Select(claim => new IndexedProduct(claim.Product, claim.Version))], cancellationToken);
        metrics.BatchIndexed(claims.Length - moved.Count, time.GetElapsedTime(started));
        tally.Add(claims.Length - moved.Count, work.Length, work.Count(picture => picture is { Error: not null, Attempted: true }));
        return new BatchOutcome(claims.Length, work.Length, moved);
    }

    private async Task<PictureWork[]> WorkAsync(
        IndexClaim claim, OpenIndex index, BulkEmbedding.Lease embedding, BatchEmbeddings known, ChangeTraces traces, CancellationToken cancellationToken)
    {
        using Activity? span = traces.Begin("index queue process", claim.Product);
        return await Task.WhenAll(
            claim.Pictures.Where(picture => !claim.Deleted && NeedsWork(picture, known)).Select(picture => WorkInTurnAsync(picture, index, embedding, known, cancellationToken)));
    }

    /// <remarks>A picture that another generation has and this one failed to fetch is left to its next attempt, whatever else changes meanwhile.</remarks>
    private static bool NeedsWork(ClaimedPicture picture, BatchEmbeddings known)
        => picture.MustFetch || (picture is { State: PictureState.Indexed, Attempts: 0 } && !(picture.Content is ContentHash content && known.Has(content)));

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
        // What we keep ourselves has no host to be spared.
        string host = ImageReference.TryParse(picture.Reference, out ImageReference? reference) && reference is ImageReference.Web web ? web.Address.Authority : picture.Reference;
        using IDisposable? place = await _places.TakeAsync(host, cancellationToken);
        return await worker.WorkAsync(picture, index, embedding, known, cancellationToken);
    }

    /// <summary>Keeps the claims while the work goes on: a picture may take longer than a lease, which is short so that a dead worker's products wait for little. Ends the work with the last claim.</summary>
    private async Task RenewAsync(long generation, IReadOnlyList<IndexClaim> claims, string owner, CancellationTokenSource over)
    {
        CancellationToken cancellationToken = over.Token;
        ProductId[] products = [.. claims.Select(claim => claim.Product)];
        while (true)
        {
            await Task.Delay(options.Value.Lease / 3, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                if (await outbox.RenewAsync(owner, generation, products, options.Value.Lease, cancellationToken) == 0)
                {
                    await over.CancelAsync();
                    return;
                }
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

    public static BatchOutcome operator +(BatchOutcome one, BatchOutcome other) => new(one.Products + other.Products, one.Pictures + other.Pictures, [.. one.Moved, .. other.Moved]);
}
