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
        if (Given(values, "status", errors) is { } word)
        {
            errors.Check(Statuses.TryGetValue(word, out WebhookEventStatus known), "status", $"Must be one of {string.Join(", ", StatusWords)}.");
            status = known;
        }

        string? externalId = Given(values, "external_id", errors);
        errors.Check(externalId is null || externalId.Length <= ProductKey.MaxExternalIdLength, "external_id", $"At most {ProductKey.MaxExternalIdLength} characters.");
        EventQuery query = new(status, Time(values, "from", errors), Time(values, "to", errors), externalId);
        errors.Check(!(query.From >= query.To), "to", "Must be after from.");
        int limit = defaultLimit;
        if (Given(values, "limit", errors) is { } number)
        {
            errors.Check(int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= mostEvents, "limit", $"Must be a whole number from 1 to {mostEvents}.");
        }

        EventPlace? after = null;
        if (Given(values, "cursor", errors) is { } cursor)
        {
            errors.Check(EventCursor.TryRead(cursor, out EventPlace place), "cursor", "Must be a next_cursor that this API gave out.");
            after = place;
        }

        return (query, after, limit);
    }

    private static DateTimeOffset? Time(OptionValues values, string name, FieldErrors errors)
    {
        if (Given(values, name, errors) is not { } text)
        {
            return null;
        }

        // A plus that was not escaped in a query string arrives as a space; in this place it can only be the offset's.
        string meant = text.Length > 6 && text[^6] == ' ' ? $"{text[..^6]}+{text[^5..]}" : text;
        errors.Check(Rfc3339.TryRead(meant, out DateTimeOffset time), name, "Must be a time with its offset, as in 2026-11-22T10:00:00Z (RFC 3339).");
        return time;
    }

    private static string? Given(OptionValues values, string name, FieldErrors errors) => values.One(name, errors) is { Length: > 0 } text ? text : null;
}
