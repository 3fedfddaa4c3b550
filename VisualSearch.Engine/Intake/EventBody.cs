using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Engine.Intake;

/// <summary>Reads an event of the marketplace from JSON and gathers everything that is wrong with it. Members that are not known are ignored; null is the same as absent.</summary>
public static partial class EventBody
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

        if (element.ValueKind != JsonValueKind.String || !TryReadTime(element.GetString()!, out DateTimeOffset time))
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

    /// <summary>RFC 3339; what is finer than 100 ns is cut off.</summary>
    internal static bool TryReadTime(string text, out DateTimeOffset time)
    {
        time = default;
        Match match = Rfc3339().Match(text);
        if (!match.Success)
        {
            return false;
        }

        // A seventh digit of the fraction is the finest that can be held; a leap second is taken as the last one of its minute.
        string fraction = match.Groups["fraction"].Value;
        string seconds = match.Groups["second"].Value == "60" ? "59" : match.Groups["second"].Value;
        string whole = $"{match.Groups["date"].Value}T{match.Groups["minute"].Value}:{seconds}.{fraction[..Math.Min(7, fraction.Length)].PadRight(7, '0')}{match.Groups["offset"].Value.ToUpperInvariant()}";
        return DateTimeOffset.TryParseExact(whole, "yyyy-MM-ddTHH:mm:ss.fffffffK", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
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

    [GeneratedRegex(@"^(?<date>\d{4}-\d{2}-\d{2})[Tt ](?<minute>\d{2}:\d{2}):(?<second>\d{2})(\.(?<fraction>\d{1,20}))?(?<offset>[Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
