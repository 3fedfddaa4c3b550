using System.Text.Json;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>Reads which events of the inbox are meant, from a query string or a body.</summary>
internal static class EventQueries
{
    private static readonly Dictionary<string, WebhookEventStatus> Statuses = Enum.GetValues<WebhookEventStatus>().ToDictionary(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()));

    /// <summary>The words for <see cref="WebhookEventStatus"/>.</summary>
    public static IReadOnlyList<string> StatusWords { get; } = [.. Statuses.Keys];

    /// <returns>Meaningful only when no error was added.</returns>
    public static (EventQuery Query, EventPlace? After, int Limit) Read(OptionValues values, int defaultLimit, int mostEvents, FieldErrors errors)
    {
        WebhookEventStatus? status = null;
        if (values.Given("status", errors) is { } word)
        {
            errors.Check(Statuses.TryGetValue(word, out WebhookEventStatus known), "status", $"Must be one of {string.Join(", ", StatusWords)}.");
            status = known;
        }

        string? externalId = values.Given("external_id", errors);
        errors.Check(externalId is null || externalId.Length <= ProductKey.MaxExternalIdLength, "external_id", $"At most {ProductKey.MaxExternalIdLength} characters.");
        string? eventId = values.Given("event_id", errors);
        errors.Check(eventId is null || eventId.Length <= EventBody.MaxIdLength, "event_id", $"At most {EventBody.MaxIdLength} characters.");
        EventQuery query = new(status, values.Time("from", errors), values.Time("to", errors), externalId, eventId);
        errors.Check(!(query.From >= query.To), "to", "Must be after from.");
        int limit = values.WholeNumber("limit", 1, mostEvents, defaultLimit, errors);
        EventPlace? after = null;
        if (values.Given("cursor", errors) is { } cursor)
        {
            errors.Check(EventCursor.TryRead(cursor, out EventPlace place), "cursor", "Must be a next_cursor that this API gave out.");
            after = place;
        }

        return (query, after, limit);
    }
}
