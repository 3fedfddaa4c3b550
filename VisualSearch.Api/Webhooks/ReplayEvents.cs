using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>Applies a range of received events again, a step a request, so that none runs into the time-out.</summary>
internal static class ReplayEvents
{
    private const int DefaultLimit = 200;

    public static async Task<Results<Ok<ReplayJson>, ProblemHttpResult>> HandleAsync(HttpRequest request, EventReplay replay, IndexSignals signals, CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
        FieldErrors errors = new();
        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return Problems.Invalid(errors.Add(string.Empty, "The body must be a JSON object.").ToDictionary());
        }

        OptionValues values = new OptionValues().With(body.RootElement.EnumerateObject(), errors);
        (EventQuery query, EventPlace? after, int limit) = EventQueries.Read(values, DefaultLimit, EventReplay.MostEvents, errors);

        // All of them is a range like any other, but not one to hit by leaving the body empty.
        errors.Check(errors.Any || query != new EventQuery(), string.Empty, "Say which events: event_id, from, to, status or external_id.");
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        ReplayedEvents done = await replay.RunAsync(query, after, limit, product => signals.WakeAsync(product.Id, product.Version, CancellationToken.None), cancellationToken);
        return TypedResults.Ok(new ReplayJson(done.Events, done.Applied, done.Stale, done.Failed, done.Next is { } next ? EventCursor.Write(next) : null));
    }
}

/// <summary>The body of a replay as the OpenAPI document shows it.</summary>
internal sealed record ReplayRequest
{
    [Description("Received at or after; RFC 3339.")]
    public DateTimeOffset? From { get; init; }

    [Description("Received before; RFC 3339.")]
    public DateTimeOffset? To { get; init; }

    [Description("Only events that came to this.")]
    public WebhookEventStatus? Status { get; init; }

    [Description("Only events of this product.")]
    public string? ExternalId { get; init; }

    [Description("Only the event of this id.")]
    [StringLength(EventBody.MaxIdLength)]
    public string? EventId { get; init; }

    [Description("How many events at most in this step; 200 when absent.")]
    [Range(1, EventReplay.MostEvents)]
    public int? Limit { get; init; }

    [Description("The next_cursor of the step before.")]
    public string? Cursor { get; init; }
}

/// <param name="Events">How many this step looked at.</param>
/// <param name="NextCursor">Null when the range is done.</param>
internal sealed record ReplayJson(int Events, int Applied, int Stale, int Failed, string? NextCursor);
