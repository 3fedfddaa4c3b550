using System.Text.Json;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Engine.Intake;

/// <summary>Reads an event of the marketplace from JSON and gathers everything that is wrong with it. Members that are not known are ignored; null is the same as absent.</summary>
public static class EventBody
{
    /// <summary>The longest id of an event, in UTF-16 units.</summary>
    public const int MaxIdLength = 200;

    /// <summary>How far an event's time may lie ahead of its receipt.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    /// <param name="id">What the event is known by when it does not say so itself.</param>
    /// <param name="receivedAt">When it happened, if it does not say so itself; and what its own time is held against.</param>
    /// <returns>Null when <paramref name="errors"/> got entries.</returns>
    public static ProductEvent? Read(JsonElement body, string id, DateTimeOffset receivedAt, FieldErrors errors)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add("", "The body must be a JSON object.");
            return null;
        }

        JsonFields fields = new(body, errors);
        string? given = ReadId(fields);
        ProductEventKind? kind = ReadKind(fields);
        DateTimeOffset occurredAt = ReadTime(fields, receivedAt) ?? receivedAt;
        if (ReadData(fields) is not { } data)
        {
            return null;
        }

        // What else the data must hold depends on the event; of an unknown one only the product can be checked.
        string? externalId = data.RequiredText("external_id", ProductKey.MaxExternalIdLength);
        bool whole = kind is ProductEventKind.Created or ProductEventKind.Updated;
        ProductDetails? details = whole ? ProductFields.ReadDetails(data) : null;
        List<string>? pictures = whole || kind == ProductEventKind.ImageUpdated ? PictureReferences.ReadList(data, "image_urls", objects: false) : null;
        if (kind == ProductEventKind.ImageUpdated && data.Find("image_urls") is null)
        {
            data.Add("image_urls", "Is required.");
        }

        return errors.Any ? null : new ProductEvent
        {
            Id = given ?? id,
            Kind = kind!.Value,
            ExternalId = externalId!,
            OccurredAt = occurredAt,
            ReceivedAt = receivedAt,
            Details = details is null ? null : details with { ExternalId = externalId },
            HasTranslations = data.Find("translations") is not null,
            HasAttributes = data.Find("attributes") is not null,
            Pictures = pictures,
        };
    }

    private static string? ReadId(JsonFields fields)
    {
        string? id = fields.Text("event_id", MaxIdLength);
        if (id is not null && string.IsNullOrWhiteSpace(id))
        {
            fields.Add("event_id", "Must not be blank.");
        }

        return id;
    }

    private static ProductEventKind? ReadKind(JsonFields fields)
    {
        if (fields.Find("event") is not { } element)
        {
            fields.Add("event", "Is required.");
            return null;
        }

        if (element.ValueKind == JsonValueKind.String && ProductEventKinds.TryParse(element.GetString()!, out ProductEventKind kind))
        {
            return kind;
        }

        fields.Add("event", $"Must be one of {string.Join(", ", ProductEventKinds.All)}.");
        return null;
    }

    private static DateTimeOffset? ReadTime(JsonFields fields, DateTimeOffset receivedAt)
    {
        const string Name = "occurred_at";
        if (fields.Find(Name) is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String || !Rfc3339.TryRead(element.GetString()!, out DateTimeOffset time))
        {
            fields.Add(Name, "Must be a time with its offset, as in 2026-11-22T10:00:00Z (RFC 3339).");
            return null;
        }

        if (time > receivedAt + MostAhead)
        {
            fields.Add(Name, "Must not be more than 5 minutes ahead of the server's clock.");
        }

        return time;
    }

    private static JsonFields? ReadData(JsonFields fields)
    {
        if (fields.Find("data") is not { } element)
        {
            fields.Add("data", "Is required.");
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            fields.Add("data", "Must be an object.");
            return null;
        }

        return new JsonFields(element, fields.Errors, "data.");
    }
}
