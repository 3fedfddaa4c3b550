using System.Text;
using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>A marketplace of its own: products with pictures on a server, a shuffled history of events about them, and what the contract's clocks make of it.</summary>
internal sealed class Marketplace : IAsyncDisposable
{
    /// <summary>Pictures of one product, each of a content of its own.</summary>
    private const int PicturesEach = 3;

    private readonly PictureServer _pictures;
    private readonly string[][] _addresses;
    private readonly MarketplaceEvent[] _events;

    private Marketplace(PictureServer pictures, string[][] addresses, MarketplaceEvent[] events)
    {
        _pictures = pictures;
        _addresses = addresses;
        _events = events;
    }

    public static async Task<Marketplace> OpenAsync(int products, int events, Random random)
    {
        PictureServer pictures = await PictureServer.StartAsync();
        string[] shapes = ["1f32f", "1f34c", "1f34d", "1f350"];
        string[][] addresses =
        [
            .. Enumerable.Range(0, products).Select(product => Enumerable.Range(0, PicturesEach)
                .Select(number => pictures.Serve($"{product}/{number}.jpg", Marked(SampleShop.Query(shapes[(product + number) % shapes.Length]), $"{product}/{number}")))
                .ToArray()),
        ];
        DateTimeOffset start = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1);
        return new Marketplace(pictures, addresses, [.. Enumerable.Range(0, events).Select(number => MarketplaceEvent.Any(number, number % products, start.AddMilliseconds(100 * number), random))]);
    }

    /// <summary>Bodies of all events, shuffled, one in ten twice.</summary>
    public byte[][] Shuffled(Random random)
    {
        byte[][] bodies = [.. _events.Concat(_events.Where(_ => random.Next(10) == 0)).Select(Body)];
        random.Shuffle(bodies);
        return bodies;
    }

    /// <summary>Title and pictures of each product that lives in the end, by external id; null for one that does not.</summary>
    public IReadOnlyDictionary<string, (string Title, string[] Pictures)?> Expected() => _events
        .GroupBy(said => said.Product)
        .ToDictionary(history => NameOf(history.Key), history =>
        {
            MarketplaceEvent? details = history.LastOrDefault(said => said.Kind is "product.created" or "product.updated");
            MarketplaceEvent? deletion = history.LastOrDefault(said => said.Kind == "product.deleted");
            MarketplaceEvent? pictures = history.LastOrDefault(said => said.Pictures is not null);
            return details is null || deletion?.Number > details.Number
                ? ((string, string[])?)null
                : (details.Title, [.. (pictures?.Pictures ?? []).Select(picture => _addresses[history.Key][picture])]);
        });

    public ValueTask DisposeAsync() => _pictures.DisposeAsync();

    private static string NameOf(int product) => $"bakai_{product}";

    /// <summary>The same picture with a comment of its own, so that its content is its own and has to be embedded.</summary>
    private static byte[] Marked(byte[] jpeg, string comment)
    {
        byte[] text = Encoding.ASCII.GetBytes(comment);
        // Start of image, then a comment segment (ITU T.81, B.2.4.5): marker, length with its own two bytes, text.
        return [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(text.Length + 2), .. text, .. jpeg[2..]];
    }

    private byte[] Body(MarketplaceEvent said) => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["event_id"] = $"evt_{said.Number}",
        ["event"] = said.Kind,
        ["occurred_at"] = said.At,
        ["data"] = Data(said),
    });

    private Dictionary<string, object?> Data(MarketplaceEvent said)
    {
        Dictionary<string, object?> data = new() { ["external_id"] = NameOf(said.Product) };
        if (said.Kind is "product.created" or "product.updated")
        {
            (data["title"], data["price"], data["currency"], data["category"]) = (said.Title, said.Number, "KGS", "toys");
        }

        if (said.Pictures is not null)
        {
            data["image_urls"] = said.Pictures.Select(picture => _addresses[said.Product][picture]);
        }

        return data;
    }

    /// <param name="Pictures">Which of the product's pictures; null when the event does not say.</param>
    private sealed record MarketplaceEvent(int Number, int Product, DateTimeOffset At, string Kind, int[]? Pictures)
    {
        public string Title => $"Product as of event {Number}";

        public static MarketplaceEvent Any(int number, int product, DateTimeOffset at, Random random)
        {
            string kind = random.Next(10) switch
            {
                0 => "product.deleted",
                1 or 2 => "product.image.updated",
                3 or 4 => "product.created",
                _ => "product.updated",
            };
            bool pictured = kind == "product.image.updated" || (kind != "product.deleted" && random.Next(2) == 0);
            int first = random.Next(PicturesEach);
            return new MarketplaceEvent(number, product, at, kind, !pictured ? null : random.Next(2) == 0 ? [first] : [first, (first + 1) % PicturesEach]);
        }
    }
}
