using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What an operator does with generations, as far as the catalogue is concerned: each is one transaction. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class GenerationChanges
{
    private const int RowsAStep = 5000;

    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal GenerationChanges(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Makes a generation beside those that live, with every product to be taken in; one of the same fingerprint is <see cref="GenerationOutcome.Exists"/>.</summary>
    public Task<GenerationResult> AddAsync(string model, string fingerprint, int dimension, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            await context.LockAsync(CatalogueLock.Generations, token).ConfigureAwait(false);
            GenerationRow? living = await context.Generations.AsNoTracking().FirstOrDefaultAsync(g => g.Fingerprint == fingerprint, token).ConfigureAwait(false);
            if (living is not null)
            {
                return new GenerationResult(GenerationOutcome.Exists, living.ToGeneration());
            }

            // A product that is being written must not miss the generation, nor the generation the product.
            await context.HoldProductsAsync(token).ConfigureAwait(false);
            return new GenerationResult(GenerationOutcome.Done, (await GenerationRows.AddAsync(context, model, fingerprint, dimension, null, Now, token).ConfigureAwait(false)).ToGeneration());
        },
        cancellationToken);

    /// <summary>Has searches use the generation, which must have taken in everything.</summary>
    /// <param name="force">Though it has not.</param>
    public Task<GenerationResult> SwitchAsync(long generation, bool force, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            await context.LockAsync(CatalogueLock.Generations, token).ConfigureAwait(false);
            GenerationRow? wanted = await context.Generations.FirstOrDefaultAsync(g => g.Id == generation, token).ConfigureAwait(false);
            if (wanted is null)
            {
                return new GenerationResult(GenerationOutcome.NotFound);
            }

            await GenerationRows.AddMissingAsync(context, generation, Now, token).ConfigureAwait(false);
            GenerationProgress progress = await ProgressAsync(context, wanted, token).ConfigureAwait(false);
            if (wanted.Active == 1)
            {
                return new GenerationResult(GenerationOutcome.AlreadyActive, wanted.ToGeneration(), progress);
            }

            if (!progress.Complete && !force)
            {
                return new GenerationResult(GenerationOutcome.Incomplete, wanted.ToGeneration(), progress);
            }

            await ActivateAsync(context, wanted, token).ConfigureAwait(false);
            return new GenerationResult(GenerationOutcome.Done, wanted.ToGeneration(), progress);
        },
        cancellationToken);

    /// <summary>Has searches use the living generation that was made last before the active one. It was kept up to date, so it is not asked whether it lags for the moment.</summary>
    public Task<GenerationResult> RollBackAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            await context.LockAsync(CatalogueLock.Generations, token).ConfigureAwait(false);
            long? active = await ProductReads.ActiveAsync(context, token).ConfigureAwait(false);
            GenerationRow? before = await context.Generations.Where(g => g.Id < active).OrderByDescending(g => g.Id).FirstOrDefaultAsync(token).ConfigureAwait(false);
            if (before is null)
            {
                return new GenerationResult(GenerationOutcome.NothingBefore);
            }

            // A removal of it may have been broken off.
            await GenerationRows.AddMissingAsync(context, before.Id, Now, token).ConfigureAwait(false);
            await ActivateAsync(context, before, token).ConfigureAwait(false);
            return new GenerationResult(GenerationOutcome.Done, before.ToGeneration(), await ProgressAsync(context, before, token).ConfigureAwait(false));
        },
        cancellationToken);

    /// <summary>Forgets a generation that is not active, with its outbox and the embeddings of its model; the collection is the caller's to drop.</summary>
    /// <remarks>In steps, so that other writers wait for one of them at most. Broken off, it may be called again: until the last step the generation lives and is completed again.</remarks>
    public async Task<GenerationResult> RemoveAsync(long generation, CancellationToken cancellationToken)
    {
        GenerationResult found = await FindAsync(generation, cancellationToken).ConfigureAwait(false);
        if (found.Outcome != GenerationOutcome.Done)
        {
            return found;
        }

        await InStepsAsync((context, token) => RemoveRowsAsync(context, generation, token), cancellationToken).ConfigureAwait(false);
        GenerationResult removed = await _database.WriteAsync(
            async (context, token) =>
            {
                await context.LockAsync(CatalogueLock.Generations, token).ConfigureAwait(false);
                return await context.Generations.Where(g => g.Id == generation && g.Active == null).ExecuteDeleteAsync(token).ConfigureAwait(false) > 0 ? found : found with { Outcome = GenerationOutcome.InUse };
            },
            cancellationToken).ConfigureAwait(false);
        if (removed.Outcome == GenerationOutcome.Done)
        {
            string fingerprint = found.Generation!.Fingerprint;
            await InStepsAsync(
                (context, token) => context.Embeddings
                    .Where(e => context.Fingerprints.Any(f => f.Id == e.FingerprintId && f.Fingerprint == fingerprint) && !context.Generations.Any(g => g.Fingerprint == fingerprint))
                    .OrderBy(e => e.Id).Take(RowsAStep).ExecuteDeleteAsync(token),
                cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>Gives products that have none their row in the generation; returns how many these were.</summary>
    /// <remarks>Counts first: there are hardly ever any, and looking for them product by product is a write that others wait for.</remarks>
    public async Task<int> AddMissingAsync(long generation, CancellationToken cancellationToken) =>
        await _database.ReadSnapshotAsync((context, token) => MissingAsync(context, generation, token), cancellationToken).ConfigureAwait(false) > 0
            ? await _database.WriteAsync((context, token) => GenerationRows.AddMissingAsync(context, generation, Now, token), cancellationToken).ConfigureAwait(false)
            : 0;

    /// <summary>How far it is; null when there is no such generation.</summary>
    public Task<GenerationProgress?> ProgressAsync(long generation, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) => await context.Generations.AsNoTracking().FirstOrDefaultAsync(g => g.Id == generation, token).ConfigureAwait(false) is { } row
            ? await ProgressAsync(context, row, token).ConfigureAwait(false)
            : null,
        cancellationToken);

    private long Now => _time.GetUtcNow().UtcTicks;

    private static async Task<GenerationProgress> ProgressAsync(CatalogueContext context, GenerationRow generation, CancellationToken cancellationToken)
    {
        long id = generation.Id;
        long lagging = await context.ProductIndex.LongCountAsync(i => i.GenerationId == id && i.IndexedVersion < i.TargetVersion, cancellationToken).ConfigureAwait(false);
        long missing = await MissingAsync(context, id, cancellationToken).ConfigureAwait(false);
        long living = await context.Products.LongCountAsync(p => p.DeletedAt == null, cancellationToken).ConfigureAwait(false);
        long fingerprint = await EmbeddingStorage.FindFingerprintAsync(context, generation.Fingerprint, cancellationToken).ConfigureAwait(false) ?? 0;
        long putOff = await context.Pictures.LongCountAsync(
            c => c.NextAttemptAt != null && c.State == PictureState.Indexed
                && context.Products.Any(p => p.Id == c.ProductId && p.DeletedAt == null)
                && !context.Embeddings.Any(e => e.FingerprintId == fingerprint && e.Content == c.Content),
            cancellationToken).ConfigureAwait(false);
        return new GenerationProgress(living, lagging + missing, putOff);
    }

    /// <summary>Rows are of products that are there, so the difference is those without one.</summary>
    private static async Task<long> MissingAsync(CatalogueContext context, long generation, CancellationToken cancellationToken) =>
        await context.Products.LongCountAsync(cancellationToken).ConfigureAwait(false)
        - await context.ProductIndex.LongCountAsync(i => i.GenerationId == generation, cancellationToken).ConfigureAwait(false);

    private static async Task ActivateAsync(CatalogueContext context, GenerationRow wanted, CancellationToken cancellationToken)
    {
        // Apart from each other: two rows that are active at once are refused even for the length of a statement.
        await context.Generations.Where(g => g.Active == 1).ExecuteUpdateAsync(set => set.SetProperty(g => g.Active, (int?)null), cancellationToken).ConfigureAwait(false);
        await context.Generations.Where(g => g.Id == wanted.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Active, (int?)1), cancellationToken).ConfigureAwait(false);
    }

    private Task<GenerationResult> FindAsync(long generation, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) => await context.Generations.AsNoTracking().FirstOrDefaultAsync(g => g.Id == generation, token).ConfigureAwait(false) switch
        {
            null => new GenerationResult(GenerationOutcome.NotFound),
            { Active: 1 } row => new GenerationResult(GenerationOutcome.InUse, row.ToGeneration()),
            { } row => new GenerationResult(GenerationOutcome.Done, row.ToGeneration()),
        },
        cancellationToken);

    /// <summary>The next rows in order of product; none once the generation is active, as somebody may have made it meanwhile.</summary>
    private static async Task<int> RemoveRowsAsync(CatalogueContext context, long generation, CancellationToken cancellationToken)
    {
        IQueryable<ProductIndexRow> rows = context.ProductIndex.Where(i => i.GenerationId == generation && context.Generations.Any(g => g.Id == generation && g.Active == null));
        List<long> next = await rows.OrderBy(i => i.ProductId).Select(i => i.ProductId).Take(RowsAStep).ToListAsync(cancellationToken).ConfigureAwait(false);
        long last = next.LastOrDefault();
        return next.Count == 0 ? 0 : await rows.Where(i => i.ProductId <= last).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task InStepsAsync(Func<CatalogueContext, CancellationToken, Task<int>> step, CancellationToken cancellationToken)
    {
        while (await _database.WriteAsync(step, cancellationToken).ConfigureAwait(false) >= RowsAStep)
        {
            // Whoever waits to write has its turn between two steps.
        }
    }
}
