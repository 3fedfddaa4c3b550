using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The index generations. Exactly one is active once the catalogue has been indexed for the first time. Thread-safe.</summary>
public sealed class Generations
{
    /// <summary>What the name of every collection begins with.</summary>
    public const string CollectionPrefix = "products-";

    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal Generations(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>The generation that searches use; null in a new catalogue.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<Generation?> FindActiveAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) => (await context.Generations.AsNoTracking().FirstOrDefaultAsync(g => g.Active == 1, token).ConfigureAwait(false))?.ToGeneration(),
        cancellationToken);

    /// <summary>
    /// Makes the first generation active, or one of another fingerprint while the catalogue has no embeddings yet.
    /// With embeddings of another fingerprint present it changes nothing and returns the one that is active. Another model of the same fingerprint takes
    /// the generation over as it is.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<Generation> EnsureActiveAsync(string model, string fingerprint, int dimension, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            GenerationRow? active = await context.Generations.AsNoTracking().FirstOrDefaultAsync(g => g.Active == 1, token).ConfigureAwait(false);
            if (active?.Fingerprint == fingerprint && active.Model == model)
            {
                return active.ToGeneration();
            }

            // Again, when nobody else is at it: of processes that start together one makes the generation.
            await context.LockAsync(CatalogueLock.Generations, token).ConfigureAwait(false);
            active = await context.Generations.FirstOrDefaultAsync(g => g.Active == 1, token).ConfigureAwait(false);
            if (active is not null)
            {
                if (active.Fingerprint == fingerprint)
                {
                    // The same space under another name: a model that reads words as well, say. The next start takes it up again.
                    active.Model = model;
                    await context.SaveChangesAsync(token).ConfigureAwait(false);
                    return active.ToGeneration();
                }

                if (await context.Embeddings.AnyAsync(token).ConfigureAwait(false))
                {
                    return active.ToGeneration();
                }

                // Nothing was ever embedded for it, so nothing can be gone back to.
                context.Generations.Remove(active);
                await context.SaveChangesAsync(token).ConfigureAwait(false);
            }

            // A product that is being written must not miss the generation, nor the generation the product.
            await context.HoldProductsAsync(token).ConfigureAwait(false);
            long now = _time.GetUtcNow().UtcTicks;
            GenerationRow made = await GenerationRows.AddAsync(context, model, fingerprint, dimension, 1, now, token).ConfigureAwait(false);
            return made.ToGeneration();
        },
        cancellationToken);

    /// <summary>Every generation, oldest first: the active one, and those that are filled beside it or kept to go back to.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<IReadOnlyList<GenerationRecord>> ListAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) => (IReadOnlyList<GenerationRecord>)
        [
            .. (await context.Generations.AsNoTracking().OrderBy(g => g.Id).ToListAsync(token).ConfigureAwait(false))
                .Select(row => new GenerationRecord(row.ToGeneration(), row.Active == 1, ProductMapping.Time(row.CreatedAt))),
        ],
        cancellationToken);

    /// <summary>Every product of the generation is to be written to the vector index again (from stored embeddings).</summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<int> ResetAsync(long generation, CancellationToken cancellationToken) => _database.WriteAsync(
        (context, token) =>
        {
            long now = _time.GetUtcNow().UtcTicks;
            return context.ProductIndex
                .Where(i => i.GenerationId == generation && context.Products.Any(p => p.Id == i.ProductId && p.DeletedAt == null))
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(i => i.ChangedAt, i => i.IndexedVersion < i.TargetVersion ? i.ChangedAt : now)
                        .SetProperty(i => i.IndexedVersion, 0)
                        .SetProperty(i => i.QueuedAt, (long?)null)
                        .SetProperty(i => i.ClaimedBy, (string?)null)
                        .SetProperty(i => i.ClaimedUntil, (long?)null),
                    token);
        },
        cancellationToken);
}
