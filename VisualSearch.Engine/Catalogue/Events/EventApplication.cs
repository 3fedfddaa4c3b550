using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>
/// What an event does to its product's row, in the transaction that is open. A product that is deleted, or was never there, has a row that is hidden from every
/// read (a tombstone): it keeps the clocks and whatever newer events said, so that nothing depends on the order of arrival.
/// </summary>
internal static class EventApplication
{
    /// <param name="known">The row of its product, taken; null when there is none.</param>
    /// <param name="now">UTC ticks.</param>
    public static async Task<AppliedEvent> ApplyAsync(CatalogueContext context, ProductEvent received, ProductRow? known, long now, CancellationToken cancellationToken)
    {
        ProductRow row = known ?? await AddAsync(context, received.ExternalId, now, cancellationToken).ConfigureAwait(false);
        ClockDecision decision = row.Clocks().Take(received.Parts, received.OccurredAt.UtcTicks);
        if (decision.Stale)
        {
            return new AppliedEvent(WebhookEventStatus.Stale, null);
        }

        bool lived = row.DeletedAt is null;
        bool lives = decision.After.Lives;
        row.SetClocks(decision.After);
        SetDetails(row, received, decision.Taken);
        SetPictures(context, row, received, decision.Taken);
        row.DeletedAt = lives ? null : now;
        if (lives && !lived)
        {
            row.CreatedAt = now;
            await PendingEvents.SettleAsync(context, row, cancellationToken).ConfigureAwait(false);
        }

        WebhookEventStatus status = received.Kind == ProductEventKind.ImageUpdated && decision.After.Details is null ? WebhookEventStatus.Pending : WebhookEventStatus.Applied;
        bool seen = lives ? !lived || decision.Taken != EventParts.Deletion : lived;
        if (!seen)
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return new AppliedEvent(status, null);
        }

        await ProductSaving.SaveAsync(context, row, now, cancellationToken).ConfigureAwait(false);
        return new AppliedEvent(status, new ChangedProduct(new ProductId(row.Id), row.Version));
    }

    private static async Task<ProductRow> AddAsync(CatalogueContext context, string externalId, long now, CancellationToken cancellationToken)
    {
        // Where several write at once, the first event of a product may be at work elsewhere: its row is then waited for here and found below.
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO products (external_id, article, version, title, created_at, updated_at, deleted_at)
            VALUES ({externalId}, {TextFolding.Article(externalId)}, 0, {""}, {now}, {now}, {now})
            ON CONFLICT (external_id) DO NOTHING
            """,
            cancellationToken).ConfigureAwait(false);
        return await context.TakeProductAsync(ProductKey.OfExternal(externalId), cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The row of a product is gone in the transaction that made it.");
    }

    private static void SetDetails(ProductRow row, ProductEvent received, EventParts taken)
    {
        if (received.Details is not { } details)
        {
            return;
        }

        (string? translations, string? attributes) = (row.Translations, row.Attributes);
        if (taken.HasFlag(EventParts.Details))
        {
            row.SetDetails(details);
        }

        row.Translations = taken.HasFlag(EventParts.Translations) ? ProductMapping.Write(details.Translations) : translations;
        row.Attributes = taken.HasFlag(EventParts.Attributes) ? ProductMapping.Write(details.Attributes) : attributes;
    }

    private static void SetPictures(CatalogueContext context, ProductRow row, ProductEvent received, EventParts taken)
    {
        if (!taken.HasFlag(EventParts.Pictures))
        {
            return;
        }

        PictureList.Replace(context, row, received.Pictures!);
        if (received.Kind == ProductEventKind.ImageUpdated)
        {
            PictureList.MarkForFetching(row);
        }
    }
}

/// <param name="Changed">The product whose searchable state changed; null when nothing that can be seen did.</param>
internal readonly record struct AppliedEvent(WebhookEventStatus Status, ChangedProduct? Changed);
