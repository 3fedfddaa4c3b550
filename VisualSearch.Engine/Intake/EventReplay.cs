using System.Text.Json;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Engine.Intake;

/// <summary>
/// Applies events of the inbox again, read anew from what was received: after a mistake of ours was mended, or a product was damaged. As of their own times, so that what
/// is newer stays. Thread-safe; may throw <see cref="Catalogue.CatalogueUnavailableException"/>, after which the range can be replayed again.
/// </summary>
public sealed class EventReplay(ProductEvents events, EventInbox inbox)
{
    /// <summary>The most events of one step.</summary>
    public const int MostEvents = 1000;

    /// <summary>One step, in order of arrival.</summary>
    /// <param name="after">Where the step before ended; null to begin.</param>
    /// <param name="limit">1 to <see cref="MostEvents"/>.</param>
    /// <param name="changed">Told of each product that changed.</param>
    public async Task<ReplayedEvents> RunAsync(EventQuery query, EventPlace? after, int limit, Func<ChangedProduct, ValueTask> changed, CancellationToken cancellationToken)
    {
        EventPage page = await inbox.ReadForReplayAsync(query, after, limit, cancellationToken).ConfigureAwait(false);
        int applied = 0;
        int stale = 0;
        int failed = 0;
        foreach (ReceivedEvent received in page.Events)
        {
            if (Read(received, out string error) is not { } read)
            {
                await events.FailAsync(received.EventId, error, cancellationToken).ConfigureAwait(false);
                failed++;
                continue;
            }

            EventResult result = await events.ReplayAsync(read, cancellationToken).ConfigureAwait(false);
            if (result.Changed is { } product)
            {
                await changed(product).ConfigureAwait(false);
            }

            _ = result.Outcome == EventOutcome.Stale ? stale++ : applied++;
        }

        return new ReplayedEvents(page.Events.Count, applied, stale, failed, page.Next);
    }

    private static ProductEvent? Read(ReceivedEvent received, out string error)
    {
        FieldErrors errors = new();
        try
        {
            using JsonDocument body = JsonDocument.Parse(received.Body!);
            ProductEvent? read = EventBody.Read(body.RootElement, received.EventId, received.ReceivedAt, errors);
            error = string.Join(' ', errors.ToDictionary().SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")));

            // Under the id that it is kept by, whatever it is known by elsewhere.
            return read is null ? null : read with { Id = received.EventId };
        }
        catch (JsonException)
        {
            error = "What was kept of it is not JSON.";
            return null;
        }
    }
}

/// <param name="Events">How many were looked at.</param>
/// <param name="Applied">Of these, applied again.</param>
/// <param name="Stale">Of these, older than what is there.</param>
/// <param name="Failed">Of these, impossible to apply; the inbox says why.</param>
/// <param name="Next">Where the next step begins; null when the range is done.</param>
public sealed record ReplayedEvents(int Events, int Applied, int Stale, int Failed, EventPlace? Next);
