using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>
/// Takes the marketplace's events in: the event's row and what it does to its product are one transaction. Thread-safe; when a call returns, the event survives
/// the end of the process.
/// </summary>
public sealed class ProductEvents
{
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal ProductEvents(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <param name="source">Where it came in, for the inbox.</param>
    /// <param name="body">As received, for a replay.</param>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    /// <remarks>An exception of any other kind is a mistake of ours: the event is kept as failed, and is applied when it is sent again or replayed.</remarks>
    public async Task<EventResult> TakeAsync(ProductEvent received, string source, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.WriteAsync((context, token) => TakeAsync(context, received, source, body, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception mistake) when (mistake is not (OperationCanceledException or CatalogueUnavailableException))
        {
            await KeepFailedAsync(received, source, body, mistake).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Applies an event again that was received before. As of its own time: what is newer stays.</summary>
    /// <param name="received">Read again from what was kept of it.</param>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task<EventResult> ReplayAsync(ProductEvent received, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            if (await HasLaterEqualAsync(context, received, token).ConfigureAwait(false))
            {
                return new EventResult(EventOutcome.Stale, null);
            }

            ProductRow? product = await context.TakeProductAsync(ProductKey.OfExternal(received.ExternalId), token).ConfigureAwait(false);
            AppliedEvent applied = await EventApplication.ApplyAsync(context, received, product, Now, token).ConfigureAwait(false);
            if (applied.Status != WebhookEventStatus.Stale)
            {
                await SetStatusAsync(context, received.Id, applied.Status, null, token).ConfigureAwait(false);
            }
            else
            {
                // One that was applied in its time stays so in the inbox; one that failed came too late.
                await context.WebhookEvents
                    .Where(e => e.EventId == received.Id && e.Status == WebhookEventStatus.Failed)
                    .ExecuteUpdateAsync(set => set.SetProperty(e => e.Status, WebhookEventStatus.Stale).SetProperty(e => e.Error, (string?)null), token).ConfigureAwait(false);
            }

            return ResultOf(applied);
        },
        cancellationToken);

    /// <summary>Notes why an event of the inbox cannot be applied. What it did in its time it has done: one that was applied stays so, and sent again it is a duplicate.</summary>
    /// <exception cref="CatalogueUnavailableException">Nothing was changed.</exception>
    public Task FailAsync(string eventId, string error, CancellationToken cancellationToken) => _database.WriteAsync(
        (context, token) => context.WebhookEvents
            .Where(e => e.EventId == eventId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.Status, e => e.Status == WebhookEventStatus.Applied ? e.Status : WebhookEventStatus.Failed).SetProperty(e => e.Error, error),
                token),
        cancellationToken);

    /// <summary>What the inbox says of a mistake of ours. Not its message, which may repeat what was received.</summary>
    internal static string WordsFor(Exception mistake) => $"It could not be applied because of an error of ours ({mistake.GetType().Name}); the log has it.";

    private long Now => _time.GetUtcNow().UtcTicks;

    private async Task<EventResult> TakeAsync(CatalogueContext context, ProductEvent received, string source, byte[] body, CancellationToken cancellationToken)
    {
        // First, and whatever it comes to: where several write at once, the same event at work elsewhere is waited for here.
        (bool added, ProductRow? product) = await context.KeepEventAsync(RowOf(received, source, body, WebhookEventStatus.Applied, null), cancellationToken).ConfigureAwait(false);
        if (!added && await context.WebhookEvents.AnyAsync(e => e.EventId == received.Id && e.Status != WebhookEventStatus.Failed, cancellationToken).ConfigureAwait(false))
        {
            return new EventResult(EventOutcome.Duplicate, null);
        }

        AppliedEvent applied = await EventApplication.ApplyAsync(context, received, product, Now, cancellationToken).ConfigureAwait(false);
        if (!added || applied.Status != WebhookEventStatus.Applied)
        {
            await SetStatusAsync(context, received.Id, applied.Status, null, cancellationToken).ConfigureAwait(false);
        }

        return ResultOf(applied);
    }

    private static EventResult ResultOf(AppliedEvent applied) =>
        new(applied.Status == WebhookEventStatus.Stale ? EventOutcome.Stale : EventOutcome.Accepted, applied.Changed);

    private static WebhookEventRow RowOf(ProductEvent received, string source, byte[] body, WebhookEventStatus status, string? error) => new()
    {
        EventId = received.Id,
        Kind = received.Kind.Word(),
        Source = source,
        ExternalId = received.ExternalId,
        ReceivedAt = received.ReceivedAt.UtcTicks,
        OccurredAt = received.OccurredAt.UtcTicks,
        Status = status,
        Error = error,
        Body = body,
    };

    private static Task<int> SetStatusAsync(CatalogueContext context, string eventId, WebhookEventStatus status, string? error, CancellationToken cancellationToken) => context.WebhookEvents
        .Where(e => e.EventId == eventId)
        .ExecuteUpdateAsync(set => set.SetProperty(e => e.Status, status).SetProperty(e => e.Error, error), cancellationToken);

    /// <summary>Of events of one time the last to arrive won; an earlier one must not win now.</summary>
    private static Task<bool> HasLaterEqualAsync(CatalogueContext context, ProductEvent received, CancellationToken cancellationToken)
    {
        long receivedAt = received.ReceivedAt.UtcTicks;
        long occurredAt = received.OccurredAt.UtcTicks;
        return context.WebhookEvents.AnyAsync(
            e => e.ExternalId == received.ExternalId && e.ReceivedAt > receivedAt && e.OccurredAt == occurredAt && e.Status != WebhookEventStatus.Failed && e.EventId != received.Id,
            cancellationToken);
    }

    private async Task KeepFailedAsync(ProductEvent received, string source, byte[] body, Exception mistake)
    {
        try
        {
            // Whether or not the sender still listens: this is what an operator has to go by.
            object?[] values = RowOf(received, source, body, WebhookEventStatus.Failed, WordsFor(mistake)).Values();
            await _database.WriteAsync((context, token) => context.Database.ExecuteSqlRawAsync(CatalogueContext.KeepEvent, values!, token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (CatalogueUnavailableException)
        {
            // The sender learns of the mistake all the same, and sends again.
        }
    }
}
