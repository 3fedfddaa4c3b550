using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Engine.Intake;

/// <summary>
/// Applies events of the inbox again, read anew from what was received: after a mistake of ours was mended, or a product was damaged. As of their own times, so that what
/// is newer stays. Thread-safe; may throw <see cref="CatalogueUnavailableException"/>, after which the range can be replayed again.
/// </summary>
public sealed partial class EventReplay(ProductEvents events, EventInbox inbox, ILogger<EventReplay>? logger = null)
{
    /// <summary>Events whose bodies are in memory at once; each may have a megabyte.</summary>
    private const int ReadAtOnce = 20;

    private readonly ILogger _logger = logger ?? NullLogger<EventReplay>.Instance;

    /// <summary>The most events of one step.</summary>
    public const int MostEvents = 1000;

    /// <summary>One step, in order of arrival.</summary>
    /// <param name="after">Where the step before ended; null to begin.</param>
    /// <param name="limit">1 to <see cref="MostEvents"/>.</param>
    /// <param name="changed">Told of each product that changed.</param>
    public async Task<ReplayedEvents> RunAsync(EventQuery query, EventPlace? after, int limit, Func<ChangedProduct, ValueTask> changed, CancellationToken cancellationToken)
    {
        ReplayedEvents done = new(0, 0, 0, 0, after);
        do
        {
            EventPage page = await inbox.ReadForReplayAsync(query, done.Next, Math.Min(ReadAtOnce, limit - done.Events), cancellationToken).ConfigureAwait(false);
            foreach (ReceivedEvent received in page.Events)
            {
                EventResult? result = await ReplayAsync(received, cancellationToken).ConfigureAwait(false);
                if (result?.Changed is { } product)
                {
                    await changed(product).ConfigureAwait(false);
                }

                done = result?.Outcome switch
                {
                    null => done with { Failed = done.Failed + 1 },
                    EventOutcome.Stale => done with { Stale = done.Stale + 1 },
                    _ => done with { Applied = done.Applied + 1 },
                };
            }

            done = done with { Events = done.Events + page.Events.Count, Next = page.Next };
        }
        while (done.Next is not null && done.Events < limit);
        return done;
    }

    /// <returns>Null for one that cannot be applied; the inbox says why.</returns>
    private async Task<EventResult?> ReplayAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (Read(received, out string error) is { } read)
        {
            try
            {
                return await events.ReplayAsync(read, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception mistake) when (mistake is not (OperationCanceledException or CatalogueUnavailableException))
            {
                // The one that made it fail the first time, perhaps; those behind it are not to wait until it is mended.
                LogMistake(mistake, received.EventId);
                error = ProductEvents.WordsFor(mistake);
            }
        }

        await events.FailAsync(received.EventId, error, cancellationToken).ConfigureAwait(false);
        return null;
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

    [LoggerMessage(1, LogLevel.Error, "The event {Event} could not be replayed because of an error of ours")]
    private partial void LogMistake(Exception mistake, string @event);
}

/// <param name="Events">How many were looked at.</param>
/// <param name="Applied">Of these, applied again.</param>
/// <param name="Stale">Of these, older than what is there.</param>
/// <param name="Failed">Of these, impossible to apply; the inbox says why.</param>
/// <param name="Next">Where the next step begins; null when the range is done.</param>
public sealed record ReplayedEvents(int Events, int Applied, int Stale, int Failed, EventPlace? Next);
