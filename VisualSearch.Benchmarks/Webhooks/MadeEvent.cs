using System.Globalization;
using System.Text.Json;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Benchmarks.Webhooks;

/// <summary>An event as the marketplace sends it, of a product with two languages and three pictures; one that changes its price and its stock.</summary>
internal sealed class MadeEvent
{
    private MadeEvent(string id, byte[] body)
    {
        Id = id;
        Body = body;
    }

    public string Id { get; }

    public byte[] Body { get; }

    public static MadeEvent Created(string externalId, DateTimeOffset at) => Of(ProductEventKind.Created, externalId, at, step: 0);

    /// <param name="step">What the price and the stock are made of.</param>
    public static MadeEvent Updated(string externalId, DateTimeOffset at, int step) => Of(ProductEventKind.Updated, externalId, at, step);

    /// <summary>What the Api reads from it.</summary>
    public ProductEvent Read(DateTimeOffset receivedAt)
    {
        FieldErrors errors = new();
        using JsonDocument document = JsonDocument.Parse(Body);
        return EventBody.Read(document.RootElement, Id, receivedAt, errors) ?? throw new InvalidDataException("The event has mistakes.");
    }

    private static MadeEvent Of(ProductEventKind kind, string externalId, DateTimeOffset at, int step)
    {
        string id = Guid.NewGuid().ToString();
        object data = new
        {
            external_id = externalId,
            title = $"Кружка керамическая {externalId}, красная, 350 мл",
            description = "Подходит для посудомоечной машины и микроволновой печи. Made for measuring; nothing of it is for sale.",
            category = "mugs",
            brand = "Bakai",
            price = 100 + (step % 9000),
            currency = "KGS",
            in_stock = step % 2 == 0,
            url = $"https://shop.example/{externalId}",
            image_urls = Enumerable.Range(0, 3).Select(picture => string.Create(CultureInfo.InvariantCulture, $"https://pictures.example/{externalId}/{picture}.jpg")),
            translations = new { ky = new { title = $"Кызыл чыны {externalId}" }, en = new { title = $"Red ceramic mug {externalId}" } },
        };
        return new MadeEvent(id, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["event"] = kind.Word(), ["event_id"] = id, ["occurred_at"] = at, ["data"] = data }));
    }
}
