using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// Changes to products, each in one transaction: product row, picture rows, lexical index, outbox. A REST write counts as an event at the server's time for each clock it touches.
/// Thread-safe; when a call returns, its change survives the end of the process.
/// </summary>
/// <remarks>A deleted product stays as a tombstone, which its external id brings back to life under its old id with a higher version. A picture given twice is one picture.</remarks>
public sealed class ProductWrites
{
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal ProductWrites(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <param name="pictures">References in order, as given by the client or <c>kept:…</c>; empty for none; null leaves it to events that may have told of them already.</param>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<WriteResult> CreateAsync(ProductDetails details, IReadOnlyList<string>? pictures, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            ProductRow? known = details.ExternalId is null ? null : await context.TakeProductAsync(ProductKey.OfExternal(details.ExternalId), token).ConfigureAwait(false);
            return known is { DeletedAt: null }
                ? new WriteResult(WriteOutcome.ExternalIdInUse, null)
                : await BringToLifeAsync(context, known, details, pictures, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>
    /// Full replacement. An unknown <c>ext:</c> key creates; an unknown id does not. Pictures whose reference stays keep their row and state.
    /// Details without an external id keep that of an <c>ext:</c> key and lose it for an id.
    /// </summary>
    /// <param name="pictures">Null leaves the pictures as they are.</param>
    /// <param name="ifVersion">When set, the write happens only at this version (and never creates).</param>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<WriteResult> ReplaceAsync(ProductKey key, ProductDetails details, IReadOnlyList<string>? pictures, long? ifVersion, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            ProductDetails given = details.ExternalId is null && key.ExternalId is not null ? details with { ExternalId = key.ExternalId } : details;
            ProductRow? row = await context.TakeProductAsync(key, token).ConfigureAwait(false);
            ProductRow? living = row is { DeletedAt: null } ? row : null;
            if (living is null && key.ExternalId is null)
            {
                return new WriteResult(WriteOutcome.NotFound, null);
            }

            if (ifVersion is not null && living?.Version != ifVersion)
            {
                return new WriteResult(WriteOutcome.VersionMismatch, null);
            }

            // An unknown key was just looked for; whoever creates it meanwhile is found by the unique index, and this is run again.
            if (given.ExternalId is not null && given.ExternalId != (row is null ? key.ExternalId : row.ExternalId) && !await FreeAsync(context, given.ExternalId, row?.Id, token).ConfigureAwait(false))
            {
                return new WriteResult(WriteOutcome.ExternalIdInUse, null);
            }

            if (living is null)
            {
                return await BringToLifeAsync(context, row, given, pictures, token).ConfigureAwait(false);
            }

            EventParts parts = pictures is null ? EventParts.WholeDetails : EventParts.WholeDetails | EventParts.Pictures;
            living.SetClocks(living.Clocks().Take(parts, living.Clocks().TimeOfWrite(parts, Now)).After);
            living.SetDetails(given);
            if (pictures is not null)
            {
                PictureList.Replace(context, living, pictures);
            }

            return new WriteResult(WriteOutcome.Updated, await SaveAsync(context, living, token).ConfigureAwait(false));
        },
        cancellationToken);

    /// <summary>Leaves a tombstone; the product is gone from every read at once.</summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<WriteResult> DeleteAsync(ProductKey key, long? ifVersion, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            ProductRow? row = await context.TakeProductAsync(key, token).ConfigureAwait(false);
            if (row is not { DeletedAt: null })
            {
                return new WriteResult(WriteOutcome.NotFound, null);
            }

            if (ifVersion is not null && row.Version != ifVersion)
            {
                return new WriteResult(WriteOutcome.VersionMismatch, null);
            }

            row.SetClocks(row.Clocks().Take(EventParts.Deletion, row.Clocks().TimeOfWrite(EventParts.Deletion, Now)).After);
            row.DeletedAt = Now;
            await SaveAsync(context, row, token).ConfigureAwait(false);
            return new WriteResult(WriteOutcome.Deleted, null);
        },
        cancellationToken);

    /// <summary>Adds one picture after the last; one that the product has already is not added again.</summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<WriteResult> AddPictureAsync(ProductKey key, string reference, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            ProductRow? row = await context.TakeProductAsync(key, token).ConfigureAwait(false);
            if (row is not { DeletedAt: null })
            {
                return new WriteResult(WriteOutcome.NotFound, null);
            }

            row.SetClocks(row.Clocks().Take(EventParts.Pictures, row.Clocks().TimeOfWrite(EventParts.Pictures, Now)).After);
            PictureList.Replace(context, row, [.. row.Pictures.OrderBy(p => p.Position).Select(p => p.Reference), reference]);
            return new WriteResult(WriteOutcome.Updated, await SaveAsync(context, row, token).ConfigureAwait(false));
        },
        cancellationToken);

    private long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>False when another living product has the external id. A tombstone gives it up: to its owner the deleted product is gone.</summary>
    private static async Task<bool> FreeAsync(CatalogueContext context, string externalId, long? product, CancellationToken cancellationToken)
    {
        ProductRow? holder = await context.Products.Where(p => p.ExternalId == externalId).Taken().FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (holder is null || holder.Id == product)
        {
            // Its own: what was stored may be spelt as near to what is given as the database can.
            return true;
        }

        if (holder.DeletedAt is null)
        {
            return false;
        }

        (holder.ExternalId, holder.Article) = (null, null);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<WriteResult> BringToLifeAsync(CatalogueContext context, ProductRow? tombstone, ProductDetails details, IReadOnlyList<string>? pictures, CancellationToken cancellationToken)
    {
        ProductRow row = tombstone ?? context.Products.Add(new ProductRow()).Entity;
        ProductClocks before = row.Clocks();

        // Pictures that an event told of before there was a product, or since it was deleted, are its pictures; those of the deleted product are gone with it.
        bool told = before.Pictures is { } at && !(before.Deletion >= at);
        IReadOnlyList<string>? replacement = pictures ?? (tombstone is null || told ? null : []);
        EventParts parts = replacement is null ? EventParts.WholeDetails : EventParts.WholeDetails | EventParts.Pictures;
        row.SetClocks(before.Take(parts, before.TimeOfWrite(parts, Now)).After);
        row.SetDetails(details);
        row.DeletedAt = null;
        row.CreatedAt = Now;
        if (replacement is not null)
        {
            PictureList.Replace(context, row, replacement);
        }

        if (tombstone is not null)
        {
            await PendingEvents.SettleAsync(context, row, cancellationToken).ConfigureAwait(false);
        }

        return new WriteResult(WriteOutcome.Created, await SaveAsync(context, row, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Product> SaveAsync(CatalogueContext context, ProductRow row, CancellationToken cancellationToken)
    {
        await ProductSaving.SaveAsync(context, row, Now, cancellationToken).ConfigureAwait(false);
        return row.ToProduct(row.Pictures, processed: false);
    }
}
