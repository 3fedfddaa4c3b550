using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Stored embeddings, by content hash and model fingerprint, as fp16. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class Embeddings
{
    /// <summary>Embeddings that one step of removal looks at: few enough that the database looks for the picture of each, rather than read all pictures.</summary>
    private const int LookedAtAStep = 1000;

    private readonly CatalogueDatabase _database;

    internal Embeddings(CatalogueDatabase database) => _database = database;

    /// <summary>Those of the hashes that have one.</summary>
    public Task<IReadOnlyDictionary<ContentHash, Half[]>> FindAsync(string fingerprint, IReadOnlyCollection<ContentHash> contents, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) => (IReadOnlyDictionary<ContentHash, Half[]>)await EmbeddingStorage.FindAsync(context, fingerprint, contents, token).ConfigureAwait(false),
        cancellationToken);

    /// <summary>The stored vectors of one product's indexed pictures, in the pictures' order; none for a deleted product.</summary>
    public Task<IReadOnlyList<(PictureId Picture, Half[] Vector)>> OfProductAsync(ProductId product, string fingerprint, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            var rows = await (
                from picture in context.Pictures
                join embedding in context.Embeddings on picture.Content equals embedding.Content
                join known in context.Fingerprints on embedding.FingerprintId equals known.Id
                where picture.ProductId == product.Value && picture.State == PictureState.Indexed && known.Fingerprint == fingerprint
                    && context.Products.Any(p => p.Id == picture.ProductId && p.DeletedAt == null)
                orderby picture.Position, picture.Id
                select new { picture.Id, embedding.Vector }).ToListAsync(token).ConfigureAwait(false);
            return (IReadOnlyList<(PictureId, Half[])>)[.. rows.Select(r => (new PictureId(r.Id), EmbeddingStorage.ToVector(r.Vector)))];
        },
        cancellationToken);

    /// <summary>Everything that is indexed, product by product, to fill a vector index; buffers may not be kept: the vectors of a product are fresh arrays.</summary>
    /// <remarks>Products without an indexed picture are left out. One state of the catalogue is read from beginning to end, whatever is written meanwhile.</remarks>
    public async IAsyncEnumerable<StoredProduct> ReadAllAsync(long generation, string fingerprint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using CatalogueContext context = _database.Open();
        await using DbCommand command = EmbeddingStorage.ReadAll(context, generation, fingerprint);
        await using DbDataReader reader = await _database.GuardAsync(async () =>
        {
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        StoredProductReader products = new(reader);
        while (await _database.GuardAsync(() => products.NextAsync(cancellationToken)).ConfigureAwait(false) is { } product)
        {
            yield return product;
        }
    }

    public Task<long> CountAsync(string fingerprint, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) => await EmbeddingStorage.FindFingerprintAsync(context, fingerprint, token).ConfigureAwait(false) is { } known
            ? await context.Embeddings.LongCountAsync(e => e.FingerprintId == known, token).ConfigureAwait(false)
            : 0,
        cancellationToken);

    /// <summary>Removes those that no picture uses (the pictures of tombstones count as users), and those of a model that no generation has any more; returns how many.</summary>
    /// <remarks>In steps, so that whoever stores embeddings waits for one of them at most. While another process is at it, what it has not come to is left to it.</remarks>
    public async Task<int> RemoveUnusedAsync(CancellationToken cancellationToken)
    {
        int total = 0;
        for (long? after = 0; after is { } last;)
        {
            (int removed, after) = await _database.WriteAsync((context, token) => RemoveUnusedAsync(context, last, token), cancellationToken).ConfigureAwait(false);
            total += removed;
        }

        return total;
    }

    /// <returns>How many were removed, and after which id the next step begins; null when there is none.</returns>
    private static async Task<(int Removed, long? Next)> RemoveUnusedAsync(CatalogueContext context, long after, CancellationToken cancellationToken)
    {
        if (!await context.TryLockAsync(CatalogueLock.Retention, cancellationToken).ConfigureAwait(false))
        {
            return (0, null);
        }

        long? next = await context.Embeddings.Where(e => e.Id > after).OrderBy(e => e.Id).Skip(LookedAtAStep - 1).Select(e => (long?)e.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        long end = next ?? long.MaxValue;
        IQueryable<EmbeddingRow> range = context.Embeddings.Where(e => e.Id > after && e.Id <= end);
        IQueryable<EmbeddingRow> unused = range.Where(e => !context.Pictures.Any(c => c.Content == e.Content));
        // Left by batches that were under way while their generation was dropped.
        IQueryable<EmbeddingRow> homeless = range.Where(e => context.Fingerprints.Any(f => f.Id == e.FingerprintId && !context.Generations.Any(g => g.Fingerprint == f.Fingerprint)));
        if (!await unused.AnyAsync(cancellationToken).ConfigureAwait(false) && !await homeless.AnyAsync(cancellationToken).ConfigureAwait(false))
        {
            return (0, next);
        }

        // What is being stored is used by a picture that others see a moment later, so it is asked again when nobody stores.
        await context.LockAsync(CatalogueLock.Embeddings, cancellationToken).ConfigureAwait(false);
        int removed = await unused.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return (removed + await homeless.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false), next);
    }
}

/// <param name="Version">The version that was indexed; 0 when it is to be indexed again.</param>
public sealed record StoredProduct(ProductId Product, long Version, FilterFields Fields, IReadOnlyList<(PictureId Picture, Half[] Vector)> Pictures);
