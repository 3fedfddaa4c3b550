using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What a generation still has to do: a product whose row in <c>product_index</c> is behind its version. Thread-safe; claims of two callers never overlap.</summary>
public sealed class IndexOutbox
{
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal IndexOutbox(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>
    /// Claims lagging products (deleted ones included) for one worker. Of <paramref name="candidates"/> those that lag and are not claimed by another living claim;
    /// null candidates: any, oldest change first. A claim ends by <see cref="CommitAsync"/>, <see cref="ReleaseAsync"/> or when its lease runs out.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was claimed.</exception>
    public Task<IReadOnlyList<IndexClaim>> ClaimAsync(long generation, IReadOnlyCollection<ProductId>? candidates, int limit, string owner, TimeSpan lease, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            long now = Now;
            IQueryable<ProductIndexRow> lagging = Unclaimed(context, generation, now);
            if (candidates is not null)
            {
                long[] wanted = Values(candidates);
                lagging = lagging.Where(i => EF.Parameter(wanted).Contains(i.ProductId));
            }

            long[] ids = [.. await lagging.OrderBy(i => i.ChangedAt).ThenBy(i => i.ProductId).Select(i => i.ProductId).Take(limit).TakenIfFree().ToListAsync(token).ConfigureAwait(false)];
            if (ids.Length == 0)
            {
                return (IReadOnlyList<IndexClaim>)[];
            }

            long until = now + lease.Ticks;
            await Rows(context, generation, ids)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.ClaimedBy, owner).SetProperty(i => i.ClaimedUntil, until), token).ConfigureAwait(false);
            // From here on a new mark is told from the one this claim answers.
            await context.Pictures.Where(c => EF.Parameter(ids).Contains(c.ProductId) && c.Fetch == FetchMark.Wanted)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Fetch, FetchMark.Taken), token).ConfigureAwait(false);
            List<ProductRow> rows = await context.Products.AsNoTracking().Include(p => p.Pictures).Where(p => EF.Parameter(ids).Contains(p.Id)).ToListAsync(token).ConfigureAwait(false);
            return [.. rows.OrderBy(p => Array.IndexOf(ids, p.Id)).Select(p => ToClaim(p, now))];
        },
        cancellationToken);

    /// <summary>
    /// Records in one transaction what became of pictures and the embeddings made. Survives any later crash: these pictures are not embedded again.
    /// Pictures that are gone meanwhile are passed over.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was recorded.</exception>
    public Task SaveWorkAsync(string fingerprint, IReadOnlyList<PictureWork> pictures, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            long[] ids = [.. pictures.Select(p => p.Id.Value)];
            await OtherGenerations.TakeAsync(context, fingerprint, ids, token).ConfigureAwait(false);
            Dictionary<long, PictureRow> rows = await context.Pictures.Where(c => EF.Parameter(ids).Contains(c.Id)).OrderBy(c => c.Id).Taken().ToDictionaryAsync(c => c.Id, token).ConfigureAwait(false);
            long now = Now;
            HashSet<long> changed = [];
            foreach (PictureWork work in pictures)
            {
                if (rows.TryGetValue(work.Id.Value, out PictureRow? row) && Record(row, work, now))
                {
                    changed.Add(row.ProductId);
                }
            }

            await context.SaveChangesAsync(token).ConfigureAwait(false);
            await OtherGenerations.LagAsync(context, fingerprint, changed, now, token).ConfigureAwait(false);
            await EmbeddingStorage.AddAsync(context, fingerprint, [.. pictures.Where(p => p is { Content: not null, Embedding: not null })], token).ConfigureAwait(false);
            await OtherGenerations.StoreAsync(context, pictures, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Marks the products as indexed at their claimed versions and ends the claims. Where the version moved or a picture was marked meanwhile, the row goes to 0 and the product lags again.
    /// Returns the products that moved.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was marked.</exception>
    public Task<IReadOnlyList<ProductId>> CommitAsync(long generation, string owner, IReadOnlyList<IndexedProduct> products, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            Dictionary<long, long> versions = [];
            foreach (IndexedProduct product in products)
            {
                versions[product.Product.Value] = product.Version;
            }

            long[] claimed = [.. versions.Keys];
            List<ProductIndexRow> rows = await Rows(context, generation, claimed).OrderBy(i => i.ProductId).Taken().ToListAsync(token).ConfigureAwait(false);
            // Pictures marked since the claim, without a new version: they were not fetched by it. Read after the rows are taken, so that no mark comes between.
            List<long> marked = await context.Pictures.Where(c => EF.Parameter(claimed).Contains(c.ProductId) && c.Fetch == FetchMark.Wanted)
                .Select(c => c.ProductId).Distinct().ToListAsync(token).ConfigureAwait(false);
            List<ProductId> moved = [];
            foreach (ProductIndexRow row in rows)
            {
                if (row.ClaimedBy != owner)
                {
                    // The lease ran out, or the collection was lost and all is to be written again: what this worker did counts for nothing.
                    continue;
                }

                bool same = versions[row.ProductId] == row.TargetVersion && !marked.Contains(row.ProductId);
                row.IndexedVersion = same ? row.TargetVersion : 0;
                (row.ClaimedBy, row.ClaimedUntil) = (null, null);
                if (!same)
                {
                    moved.Add(new ProductId(row.ProductId));
                }
            }

            await context.SaveChangesAsync(token).ConfigureAwait(false);
            return (IReadOnlyList<ProductId>)moved;
        },
        cancellationToken);

    /// <summary>Ends claims without progress; those of another owner stay.</summary>
    /// <exception cref="CatalogueUnavailableException">The claims stay until their lease runs out.</exception>
    public Task ReleaseAsync(long generation, IReadOnlyCollection<ProductId> products, string owner, CancellationToken cancellationToken) => _database.WriteAsync(
        (context, token) => Rows(context, generation, Values(products)).Where(i => i.ClaimedBy == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.ClaimedBy, (string?)null).SetProperty(i => i.ClaimedUntil, (long?)null), token),
        cancellationToken);

    /// <summary>Makes the owner's claims last for <paramref name="lease"/> from now; returns how many it still has. Fewer than named: the others were ended, and perhaps taken by somebody else.</summary>
    /// <exception cref="CatalogueUnavailableException">The claims stay as they were.</exception>
    public Task<int> RenewAsync(string owner, long generation, IReadOnlyCollection<ProductId> products, TimeSpan lease, CancellationToken cancellationToken) => _database.WriteAsync(
        (context, token) =>
        {
            long until = Now + lease.Ticks;
            return Rows(context, generation, Values(products)).Where(i => i.ClaimedBy == owner).ExecuteUpdateAsync(set => set.SetProperty(i => i.ClaimedUntil, until), token);
        },
        cancellationToken);

    /// <summary>
    /// Ends the claims of one owner and forgets that they were queued: for a worker at its start, under the name that it had when it died. Returns how many there were.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">The claims stay until their lease runs out.</exception>
    public Task<int> EndClaimsAsync(long generation, string owner, CancellationToken cancellationToken) => _database.WriteAsync(
        (context, token) => End(context.ProductIndex.Where(i => i.GenerationId == generation && i.ClaimedBy == owner), token),
        cancellationToken);

    /// <summary>Ends every claim and forgets what was queued: for the process that alone owns the catalogue, at its start, when both died with another.</summary>
    /// <exception cref="CatalogueUnavailableException">The claims stay until their lease runs out.</exception>
    public Task EndAllClaimsAsync(long generation, CancellationToken cancellationToken) => _database.WriteAsync(
        (context, token) => End(context.ProductIndex.Where(i => i.GenerationId == generation && i.IndexedVersion < i.TargetVersion), token),
        cancellationToken);

    /// <summary>
    /// What the queue may have lost: lagging products, unclaimed, and products with a picture whose next attempt is due, not queued within <paramref name="quiet"/>;
    /// marks them as queued now. A product found only for a due picture is made to lag. Nothing while another process does the same.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was marked.</exception>
    public Task<IReadOnlyList<IndexWakeUp>> SweepAsync(long generation, int limit, TimeSpan quiet, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            if (!await context.TryLockAsync(CatalogueLock.Sweep, token).ConfigureAwait(false))
            {
                return (IReadOnlyList<IndexWakeUp>)[];
            }

            long now = Now;
            long quietSince = now - quiet.Ticks;
            List<ProductIndexRow> due = await context.ProductIndex
                .Where(i => i.GenerationId == generation && i.IndexedVersion >= i.TargetVersion
                    && context.Pictures.Where(c => c.NextAttemptAt <= now).Select(c => c.ProductId).Contains(i.ProductId)
                    && context.Products.Any(p => p.Id == i.ProductId && p.DeletedAt == null))
                .OrderBy(i => i.ProductId).Take(limit).TakenIfFree().ToListAsync(token).ConfigureAwait(false);
            foreach (ProductIndexRow row in due)
            {
                (row.IndexedVersion, row.ChangedAt, row.QueuedAt) = (0, now, null);
            }

            await context.SaveChangesAsync(token).ConfigureAwait(false);
            List<ProductIndexRow> lost = await Unclaimed(context, generation, now)
                .Where(i => i.QueuedAt == null || i.QueuedAt <= quietSince)
                .OrderBy(i => i.ChangedAt).ThenBy(i => i.ProductId).Take(limit).TakenIfFree().ToListAsync(token).ConfigureAwait(false);
            foreach (ProductIndexRow row in lost)
            {
                row.QueuedAt = now;
            }

            await context.SaveChangesAsync(token).ConfigureAwait(false);
            return (IReadOnlyList<IndexWakeUp>)[.. lost.Select(row => new IndexWakeUp(new ProductId(row.ProductId), row.TargetVersion))];
        },
        cancellationToken);

    /// <summary>Reads only what is pending, so it is cheap when little is.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<IndexLag> LagAsync(long generation, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            var lag = await context.ProductIndex
                .Where(i => i.GenerationId == generation && i.IndexedVersion < i.TargetVersion)
                .GroupBy(i => i.GenerationId)
                .Select(g => new { Pending = g.LongCount(), Oldest = g.Min(i => i.ChangedAt) })
                .FirstOrDefaultAsync(token).ConfigureAwait(false);
            return lag is null ? new IndexLag(0, null) : new IndexLag(lag.Pending, ProductMapping.Time(lag.Oldest));
        },
        cancellationToken);

    /// <summary>Products with a picture that failed for a passing reason and has its next attempt ahead; they do not lag until it is due.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<long> PutOffAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        (context, token) => context.Products.LongCountAsync(p => p.DeletedAt == null && context.Pictures.Any(c => c.ProductId == p.Id && c.NextAttemptAt != null), token),
        cancellationToken);

    private long Now => _time.GetUtcNow().UtcTicks;

    private static long[] Values(IReadOnlyCollection<ProductId> products) => [.. products.Select(p => p.Value)];

    private static IQueryable<ProductIndexRow> Rows(CatalogueContext context, long generation, long[] products) =>
        context.ProductIndex.Where(i => i.GenerationId == generation && EF.Parameter(products).Contains(i.ProductId));

    private static Task<int> End(IQueryable<ProductIndexRow> claims, CancellationToken cancellationToken) => claims.ExecuteUpdateAsync(
        set => set.SetProperty(i => i.ClaimedBy, (string?)null).SetProperty(i => i.ClaimedUntil, (long?)null).SetProperty(i => i.QueuedAt, (long?)null), cancellationToken);

    private static IQueryable<ProductIndexRow> Unclaimed(CatalogueContext context, long generation, long now) => context.ProductIndex
        .Where(i => i.GenerationId == generation && i.IndexedVersion < i.TargetVersion && (i.ClaimedUntil == null || i.ClaimedUntil <= now));

    private static IndexClaim ToClaim(ProductRow product, long now) => new(
        new ProductId(product.Id),
        product.Version,
        product.DeletedAt is not null,
        product.ToFilterFields(),
        [.. product.Pictures.OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new ClaimedPicture(
            new PictureId(c.Id),
            c.Reference,
            c.Content is null ? null : ContentHash.FromBytes(c.Content),
            c.ETag,
            c.Fetch != FetchMark.None || c.NextAttemptAt <= now,
            c.State,
            c.Attempts))]);

    /// <returns>True when other generations have to take the picture in again: it shows something else than before, or can be had again.</returns>
    private static bool Record(PictureRow row, PictureWork work, long now)
    {
        if (work.Error is null && work.Content is null)
        {
            throw new ArgumentException($"Picture {work.Id} has neither content nor an error", nameof(work));
        }

        byte[]? before = row.State == PictureState.Indexed ? row.Content : null;
        bool hadFailed = row.Error is not null;
        // A mark set after the claim asks for a fetch that this work does not answer.
        row.Fetch = row.Fetch == FetchMark.Wanted ? FetchMark.Wanted : FetchMark.None;
        (row.Error, row.Problem) = (work.Error, work.Error is null ? null : work.Problem ?? PictureWork.UnknownProblem);
        if (work.Error is null)
        {
            (row.Content, row.ETag, row.FetchedAt) = (work.Content!.Value.ToBytes(), work.ETag, now);
            (row.State, row.Attempts, row.NextAttemptAt) = (PictureState.Indexed, 0, null);
        }
        else
        {
            PictureState put = work.Content is null ? PictureState.Pending : PictureState.Indexed;
            (row.State, row.NextAttemptAt) = (work.NextAttempt is null ? PictureState.Failed : put, work.NextAttempt?.UtcTicks);
            row.Attempts += work.Attempted ? 1 : 0;
        }

        byte[]? after = row.State == PictureState.Indexed ? row.Content : null;
        return (work.Error is null && hadFailed) || !before.AsSpan().SequenceEqual(after);
    }
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

public sealed record IndexedProduct(ProductId Product, long Version);
