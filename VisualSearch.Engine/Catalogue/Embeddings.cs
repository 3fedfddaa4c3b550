using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Stored embeddings, by content hash and model fingerprint, as fp16. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class Embeddings
{
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

    /// <summary>Removes those that no picture uses (the pictures of tombstones count as users); returns how many.</summary>
    public Task<int> RemoveUnusedAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            // What is being stored is used by a picture that others see a moment later.
            await context.LockAsync(CatalogueLock.Embeddings, token).ConfigureAwait(false);
            return await context.Embeddings.Where(e => !context.Pictures.Any(c => c.Content == e.Content)).ExecuteDeleteAsync(token).ConfigureAwait(false);
        },
        cancellationToken);
}

/// <param name="Version">The version that was indexed; 0 when it is to be indexed again.</param>
public sealed record StoredProduct(ProductId Product, long Version, FilterFields Fields, IReadOnlyList<(PictureId Picture, Half[] Vector)> Pictures);
