using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>The events that were received, for as long as retention keeps them. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class EventInbox
{
    private readonly CatalogueDatabase _database;

    internal EventInbox(CatalogueDatabase database) => _database = database;

#pragma warning disable CA1309 // Translated to SQL, which compares as the column is sorted.
    /// <summary>A page, newest received first, found by keyset.</summary>
    /// <param name="after">The place of the last event of the page before; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    public Task<EventPage> ListAsync(EventQuery query, EventPlace? after, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            IQueryable<WebhookEventRow> events = Filtered(context, query);
            if (after is { } place)
            {
                events = events.Where(e => e.ReceivedAt < place.ReceivedAt || (e.ReceivedAt == place.ReceivedAt && string.Compare(e.EventId, place.EventId) < 0));
            }

            List<ReceivedEvent> found = await events
                .OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.EventId)
                .Take(limit + 1)
                .Select(e => new ReceivedEvent(e.EventId, e.Kind, e.ExternalId, e.Source, e.Status, new DateTimeOffset(e.ReceivedAt, TimeSpan.Zero), new DateTimeOffset(e.OccurredAt, TimeSpan.Zero), e.Error, null))
                .ToListAsync(token).ConfigureAwait(false);
            return PageOf(found, limit);
        },
        cancellationToken);

    /// <summary>A page with bodies, in order of arrival, as a replay wants them.</summary>
    internal Task<EventPage> ReadForReplayAsync(EventQuery query, EventPlace? after, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            IQueryable<WebhookEventRow> events = Filtered(context, query);
            if (after is { } place)
            {
                events = events.Where(e => e.ReceivedAt > place.ReceivedAt || (e.ReceivedAt == place.ReceivedAt && string.Compare(e.EventId, place.EventId) > 0));
            }

            List<ReceivedEvent> found = await events
                .OrderBy(e => e.ReceivedAt).ThenBy(e => e.EventId)
                .Take(limit + 1)
                .Select(e => new ReceivedEvent(e.EventId, e.Kind, e.ExternalId, e.Source, e.Status, new DateTimeOffset(e.ReceivedAt, TimeSpan.Zero), new DateTimeOffset(e.OccurredAt, TimeSpan.Zero), e.Error, e.Body))
                .ToListAsync(token).ConfigureAwait(false);
            return PageOf(found, limit);
        },
        cancellationToken);

#pragma warning restore CA1309
    public Task<EventSummary> SummariseAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            long? last = await context.WebhookEvents.MaxAsync(e => (long?)e.ReceivedAt, token).ConfigureAwait(false);
            int pending = await context.WebhookEvents.CountAsync(e => e.Status == WebhookEventStatus.Pending, token).ConfigureAwait(false);
            int failed = await context.WebhookEvents.CountAsync(e => e.Status == WebhookEventStatus.Failed, token).ConfigureAwait(false);
            return new EventSummary(last is { } at ? ProductMapping.Time(at) : null, pending, failed);
        },
        cancellationToken);

    private static IQueryable<WebhookEventRow> Filtered(CatalogueContext context, EventQuery query)
    {
        IQueryable<WebhookEventRow> events = context.WebhookEvents.AsNoTracking();
        if (query.Status is { } status)
        {
            events = events.Where(e => e.Status == status);
        }

        if (query.From is { } from)
        {
            long least = from.UtcTicks;
            events = events.Where(e => e.ReceivedAt >= least);
        }

        if (query.To is { } to)
        {
            long end = to.UtcTicks;
            events = events.Where(e => e.ReceivedAt < end);
        }

        if (query.EventId is { } eventId)
        {
            events = events.Where(e => e.EventId == eventId);
        }

        return query.ExternalId is { } externalId ? events.Where(e => e.ExternalId == externalId) : events;
    }

    private static EventPage PageOf(List<ReceivedEvent> found, int limit)
    {
        if (found.Count <= limit)
        {
            return new EventPage(found, null);
        }

        found.RemoveAt(limit);
        return new EventPage(found, new EventPlace(found[^1].ReceivedAt.UtcTicks, found[^1].EventId));
    }
}

/// <summary>Which events; null members ask for nothing.</summary>
/// <param name="From">Received at or after.</param>
/// <param name="To">Received before.</param>
public sealed record EventQuery(WebhookEventStatus? Status = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? ExternalId = null, string? EventId = null);

/// <summary>Where in the order of arrival an event stands.</summary>
/// <param name="ReceivedAt">UTC ticks.</param>
public readonly record struct EventPlace(long ReceivedAt, string EventId);

/// <param name="Kind">The event's word, such as <c>product.updated</c>.</param>
/// <param name="Body">As received; null where it was not asked for.</param>
public sealed record ReceivedEvent(
    string EventId,
    string Kind,
    string ExternalId,
    string Source,
    WebhookEventStatus Status,
    DateTimeOffset ReceivedAt,
    DateTimeOffset OccurredAt,
    string? Error,
    byte[]? Body);

/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record EventPage(IReadOnlyList<ReceivedEvent> Events, EventPlace? Next);

/// <param name="LastReceivedAt">Null when no event is kept.</param>
public sealed record EventSummary(DateTimeOffset? LastReceivedAt, int Pending, int Failed);
