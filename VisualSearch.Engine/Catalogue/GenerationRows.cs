using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Makes a generation and its outbox, in the transaction that is open.</summary>
internal static class GenerationRows
{
    /// <param name="active">1 for the one that searches use, else null.</param>
    /// <param name="now">UTC ticks.</param>
    public static async Task<GenerationRow> AddAsync(CatalogueContext context, string model, string fingerprint, int dimension, int? active, long now, CancellationToken cancellationToken)
    {
        string epoch = Guid.NewGuid().ToString("N");
        GenerationRow made = context.Generations.Add(new GenerationRow
        {
            Model = model,
            Fingerprint = fingerprint,
            Dimension = dimension,
            Collection = CollectionName(model, fingerprint, epoch),
            Epoch = epoch,
            Active = active,
            CreatedAt = now,
        }).Entity;
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await AddMissingAsync(context, made.Id, now, cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>Gives every product that has none its row in the generation; returns how many these were.</summary>
    /// <remarks>Whoever makes a generation holds the products meanwhile, so that none is missed. One may be missing all the same after a removal that was broken off, or a hand in the tables.</remarks>
    public static Task<int> AddMissingAsync(CatalogueContext context, long generation, long now, CancellationToken cancellationToken) =>
        // Of a deleted product a collection that never had it holds nothing that would have to be removed.
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO product_index (generation_id, product_id, indexed_version, target_version, changed_at)
            SELECT g.id, p.id, CASE WHEN p.deleted_at IS NULL THEN 0 ELSE p.version END, p.version, {now}
            FROM index_generations g CROSS JOIN products p
            WHERE g.id = {generation} AND NOT EXISTS (SELECT 1 FROM product_index i WHERE i.generation_id = g.id AND i.product_id = p.id)
            ON CONFLICT (generation_id, product_id) DO NOTHING
            """,
            cancellationToken);

    /// <summary>Says the model to a reader, and is never used twice.</summary>
    private static string CollectionName(string model, string fingerprint, string epoch)
    {
        string spoken = string.Concat(model.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint)))[..8];
        return $"{Generations.CollectionPrefix}{spoken}-{digest}-{epoch[..8]}";
    }
}
