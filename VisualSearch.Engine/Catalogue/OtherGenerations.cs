using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What the work of one generation means to those beside it.</summary>
internal static class OtherGenerations
{
    /// <summary>Whose a claim is that counts for nothing any more; no worker has the name.</summary>
    private const string Superseded = "nobody: the picture changed";

    /// <summary>Takes their rows of the pictures' products: before the pictures, as <see cref="RowLocks"/> has it.</summary>
    public static Task TakeAsync(CatalogueContext context, string fingerprint, long[] pictures, CancellationToken cancellationToken) => context.ProductIndex
        .Where(i => context.Pictures.Any(c => EF.Parameter(pictures).Contains(c.Id) && c.ProductId == i.ProductId) && context.Generations.Any(g => g.Id == i.GenerationId && g.Fingerprint != fingerprint))
        .OrderBy(i => i.ProductId).ThenBy(i => i.GenerationId).Taken().Select(i => i.ProductId).ToListAsync(cancellationToken);

    /// <summary>
    /// Has the generations of other fingerprints take the products' pictures in again. One that works on such a product at the moment has no claim any more to mark it as done,
    /// since what it read of the pictures is past; nor has anybody else before that claim's time is up, or two would write the same version with different vectors.
    /// </summary>
    /// <param name="now">UTC ticks.</param>
    public static Task<int> LagAsync(CatalogueContext context, string fingerprint, IReadOnlyCollection<long> products, long now, CancellationToken cancellationToken)
    {
        long[] changed = [.. products];
        return changed.Length == 0
            ? Task.FromResult(0)
            : context.ProductIndex
                .Where(i => EF.Parameter(changed).Contains(i.ProductId)
                    && context.Generations.Any(g => g.Id == i.GenerationId && g.Fingerprint != fingerprint)
                    && (i.IndexedVersion >= i.TargetVersion || i.ClaimedUntil != null))
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(i => i.ChangedAt, i => i.IndexedVersion < i.TargetVersion ? i.ChangedAt : now)
                        .SetProperty(i => i.IndexedVersion, 0)
                        .SetProperty(i => i.QueuedAt, (long?)null)
                        .SetProperty(i => i.ClaimedBy, i => i.ClaimedBy == null ? null : Superseded),
                    cancellationToken);
    }

    /// <summary>Stores what was embedded for them besides.</summary>
    public static async Task StoreAsync(CatalogueContext context, IReadOnlyList<PictureWork> pictures, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, PictureWork> space in pictures.SelectMany(p => p.Others.Select(o => (o.Fingerprint, Work: p with { Embedding = o.Vector }))).GroupBy(o => o.Fingerprint, o => o.Work))
        {
            await EmbeddingStorage.AddAsync(context, space.Key, [.. space], cancellationToken).ConfigureAwait(false);
        }
    }
}
