using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>How vectors lie in the database: little-endian fp16 under a small number for the fingerprint.</summary>
internal static class EmbeddingStorage
{
    private const int HashesAQuery = 256;

    public static Half[] ToVector(ReadOnlySpan<byte> stored) => MemoryMarshal.Cast<byte, Half>(stored).ToArray();

    public static byte[] ToBytes(ReadOnlySpan<Half> vector) => MemoryMarshal.AsBytes(vector).ToArray();

    public static Task<long?> FindFingerprintAsync(CatalogueContext context, string fingerprint, CancellationToken cancellationToken) =>
        context.Fingerprints.Where(f => f.Fingerprint == fingerprint).Select(f => (long?)f.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Those of the contents that have one.</summary>
    public static async Task<Dictionary<ContentHash, Half[]>> FindAsync(CatalogueContext context, string fingerprint, IEnumerable<ContentHash> contents, CancellationToken cancellationToken)
    {
        Dictionary<ContentHash, Half[]> found = [];
        if (await FindFingerprintAsync(context, fingerprint, cancellationToken).ConfigureAwait(false) is { } known)
        {
            foreach (ContentHash[] some in contents.Distinct().Chunk(HashesAQuery))
            {
                byte[][] hashes = [.. some.Select(c => c.ToBytes())];
                var rows = await context.Embeddings.Where(e => e.FingerprintId == known && hashes.Contains(e.Content)).Select(e => new { e.Content, e.Vector }).ToListAsync(cancellationToken).ConfigureAwait(false);
                foreach (var row in rows)
                {
                    found[ContentHash.FromBytes(row.Content)] = ToVector(row.Vector);
                }
            }
        }

        return found;
    }

    /// <summary>Stores those that are not there yet, in the transaction that is open.</summary>
    public static async Task AddAsync(CatalogueContext context, string fingerprint, IReadOnlyList<PictureWork> pictures, CancellationToken cancellationToken)
    {
        if (pictures.Count == 0)
        {
            return;
        }

        long? known = await FindFingerprintAsync(context, fingerprint, cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            await context.Database.ExecuteSqlAsync($"INSERT INTO fingerprints (fingerprint) VALUES ({fingerprint}) ON CONFLICT (fingerprint) DO NOTHING", cancellationToken).ConfigureAwait(false);
            known = await FindFingerprintAsync(context, fingerprint, cancellationToken).ConfigureAwait(false);
        }

        // In order of content, so that two workers that store the same do not wait for each other.
        (byte[] Content, byte[] Vector)[] vectors = [.. pictures
            .DistinctBy(work => work.Content!.Value)
            .OrderBy(work => work.Content!.Value.High).ThenBy(work => work.Content!.Value.Low)
            .Select(work => (work.Content!.Value.ToBytes(), ToBytes(work.Embedding)))];
        await context.AddEmbeddingsAsync(known!.Value, vectors, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One row a picture, products together: what <see cref="StoredProductReader"/> reads. The caller opens the connection and disposes the command.</summary>
    public static DbCommand ReadAll(CatalogueContext context, long generation, string fingerprint)
    {
        DbCommand command = context.Database.GetDbConnection().CreateCommand();
        if (context is not SqliteCatalogue)
        {
            // The first row of a large catalogue may come late; whoever has enough of waiting cancels. In SQLite this is the wait for a locked file.
            command.CommandTimeout = 0;
        }

        // A product that lags is read as well, at version 0 if it was marked: its pictures stay findable over a restart, and any write is newer.
        // The order of the loops is that of the tables: outbox rows lie in order of product, so nothing is sorted.
        string join = context.OrderedJoin;
#pragma warning disable CA2100 // Put together from constants; every value is a parameter.
        command.CommandText = $"""
            SELECT i.product_id, i.indexed_version, p.category, p.brand, p.price_minor, p.in_stock, c.id, e.vector
            FROM product_index i
            {join} products p ON p.id = i.product_id
            {join} pictures c ON c.product_id = i.product_id
            {join} embeddings e ON e.content = c.content AND e.fingerprint_id = (SELECT id FROM fingerprints WHERE fingerprint = @fingerprint)
            WHERE i.generation_id = @generation AND p.deleted_at IS NULL AND c.state = @indexed
            ORDER BY i.product_id, c.position
            """;
#pragma warning restore CA2100
        command.Add("@fingerprint", fingerprint);
        command.Add("@generation", generation);
        command.Add("@indexed", (int)PictureState.Indexed);
        return command;
    }
}
