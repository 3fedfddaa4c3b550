using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Api.Webhooks;

/// <summary>The inbox, newest event first.</summary>
internal static class ListEvents
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static async Task<Results<Ok<EventListJson>, ProblemHttpResult>> HandleAsync(HttpRequest request, EventInbox inbox, CancellationToken cancellationToken)
    {
        FieldErrors errors = new();
        (EventQuery query, EventPlace? after, int limit) = EventQueries.Read(OptionValues.OfQuery(request.Query), DefaultLimit, MaxLimit, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        EventPage page = await inbox.ListAsync(query, after, limit, cancellationToken);
        return TypedResults.Ok(new EventListJson([.. page.Events.Select(EventJson.Of)], page.Next is { } next ? EventCursor.Write(next) : null));
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddQuery("status", "Only events that came to this.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. EventQueries.StatusWords.Select(word => (System.Text.Json.Nodes.JsonNode)word)] });
        operation.AddQuery("from", "Received at or after; RFC 3339.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        operation.AddQuery("to", "Received before; RFC 3339.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        operation.AddQuery("external_id", "Only events of this product.", new OpenApiSchema { Type = JsonSchemaType.String });
        operation.AddQuery("event_id", "Only the event of this id.", new OpenApiSchema { Type = JsonSchemaType.String });
        operation.AddQuery("limit", $"How many events at most; {DefaultLimit} when absent.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = MaxLimit.ToString(CultureInfo.InvariantCulture), Default = DefaultLimit });
        operation.AddQuery("cursor", "The next_cursor of the page before.", new OpenApiSchema { Type = JsonSchemaType.String });
        return Task.CompletedTask;
    }
}

/// <param name="NextCursor">Null on the last page.</param>
internal sealed record EventListJson(IReadOnlyList<EventJson> Items, string? NextCursor);

/// <summary>One received event. Its body is kept for a replay and not shown.</summary>
/// <param name="Source"><c>bakai</c>, or <c>test</c> for the route that asks for no signature.</param>
/// <param name="Error">Why a failed one could not be applied.</param>
internal sealed record EventJson(string EventId, string Event, string ExternalId, WebhookEventStatus Status, string Source, DateTimeOffset ReceivedAt, DateTimeOffset OccurredAt, string? Error)
{
    public static EventJson Of(ReceivedEvent received) =>
        new(received.EventId, received.Kind, received.ExternalId, received.Status, received.Source, received.ReceivedAt, received.OccurredAt, received.Error);
}
