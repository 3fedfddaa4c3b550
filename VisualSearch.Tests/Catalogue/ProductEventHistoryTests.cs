using System.Text.Json;
using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

/// <summary>Random histories of events, in any order and with repetitions, against what the contract's clocks say, written down without any.</summary>
public sealed class ProductEventHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Said> AnyEvent = Gen.Select(
        Gen.Enum<ProductEventKind>(),
        Gen.Int[0, 2].Select(i => $"https://p/{i}").Array[0, 3].Select(pictures => pictures.Length == 3 ? null : pictures),
        Gen.Bool,
        Gen.Bool,
        (kind, pictures, translated, attributed) => new Said(kind, pictures, translated, attributed));

    [Fact]
    public Task Any_order_with_any_repetitions_ends_in_the_state_of_the_newest() => SampleAsync(
        Gen.Select(AnyEvent.Array[1, 10], Gen.Int.Array[20], Gen.Int).Select((events, again, seed) =>
        {
            // Each has a time of its own; some arrive twice or more.
            Arrival[] arrivals = [.. events.Select((said, i) => new Arrival(said, i, $"{i}"))];
            Arrival[] all = [.. arrivals, .. again.Take(Math.Abs(seed % 8)).Select(i => arrivals[(int)((uint)i % arrivals.Length)])];
            new Random(seed).Shuffle(all);
            return all;
        }));

    [Fact]
    public Task At_equal_times_the_last_to_arrive_wins_and_a_deletion_always() => SampleAsync(
        Gen.Select(AnyEvent, Gen.Int[0, 3]).Array[1, 10].Select(events => events.Select((e, i) => new Arrival(e.Item1, e.Item2, $"{i}")).ToArray()));

    private static async Task SampleAsync(Gen<Arrival[]> histories)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        ProductEvents events = catalogue.Get<ProductEvents>();
        int turn = 0;
        await histories.SampleAsync(
            async history =>
            {
                string name = $"p{Interlocked.Increment(ref turn)}";
                HashSet<string> known = [];
                foreach (Arrival arrival in history)
                {
                    catalogue.Time.Advance(TimeSpan.FromSeconds(1));
                    EventResult result = await events.TakeAsync(EventOf(arrival, name, catalogue.Time.GetUtcNow()), "test", [], TestContext.Current.CancellationToken);
                    Assert.Equal(!known.Add(arrival.Id), result.Outcome == EventOutcome.Duplicate);
                }

                Product? product = await catalogue.Reads.FindAsync(ProductKey.OfExternal(name), TestContext.Current.CancellationToken);
                Assert.Equal(Expected([.. history.DistinctBy(arrival => arrival.Id)]), product is null ? null : Show(product));
            },
            iter: 150,
            threads: 1);
    }

    /// <summary>The newest of each kind of thing that was said; of those of one time the last to arrive.</summary>
    private static string? Expected(Arrival[] history)
    {
        Arrival[] inOrder = [.. history.OrderBy(arrival => arrival.Time)];
        Arrival[] details = [.. inOrder.Where(arrival => arrival.Said.Kind is ProductEventKind.Created or ProductEventKind.Updated)];
        int deleted = inOrder.Where(arrival => arrival.Said.Kind == ProductEventKind.Deleted).Select(arrival => arrival.Time).DefaultIfEmpty(-1).Max();
        if (details.Length == 0 || details[^1].Time <= deleted)
        {
            return null;
        }

        Arrival? pictures = inOrder.LastOrDefault(arrival => arrival.Said.Kind != ProductEventKind.Deleted && (arrival.Said.Pictures is not null || arrival.Said.Kind == ProductEventKind.ImageUpdated));
        return Show(
            details[^1].Id,
            details.LastOrDefault(arrival => arrival.Said.Translated)?.Id,
            details.LastOrDefault(arrival => arrival.Said.Attributed)?.Id,
            pictures?.Said.Pictures?.Distinct() ?? []);
    }

    private static string Show(Product product) => Show(
        product.Details.Title,
        product.Details.Translations.GetValueOrDefault("ru")?.Title,
        product.Details.Attributes.TryGetValue("by", out JsonElement by) ? by.GetString() : null,
        product.Pictures.Select(picture => picture.Reference));

    private static string Show(string title, string? translated, string? attributed, IEnumerable<string> pictures) => $"{title} ru={translated} by={attributed} {string.Join(' ', pictures)}";

    private static ProductEvent EventOf(Arrival arrival, string name, DateTimeOffset receivedAt)
    {
        bool whole = arrival.Said.Kind is ProductEventKind.Created or ProductEventKind.Updated;
        return new ProductEvent
        {
            Id = $"{name}-{arrival.Id}",
            Kind = arrival.Said.Kind,
            ExternalId = name,
            OccurredAt = Start.AddMinutes(arrival.Time),
            ReceivedAt = receivedAt,
            Details = !whole ? null : new ProductDetails
            {
                Title = arrival.Id,
                ExternalId = name,
                Translations = arrival.Said.Translated ? new Dictionary<string, Translation> { ["ru"] = new(arrival.Id, null) } : new Dictionary<string, Translation>(),
                Attributes = arrival.Said.Attributed ? new Dictionary<string, JsonElement> { ["by"] = JsonSerializer.SerializeToElement(arrival.Id) } : new Dictionary<string, JsonElement>(),
            },
            HasTranslations = arrival.Said.Translated,
            HasAttributes = arrival.Said.Attributed,
            Pictures = arrival.Said.Kind == ProductEventKind.ImageUpdated ? arrival.Said.Pictures ?? [] : whole ? arrival.Said.Pictures : null,
        };
    }

    private sealed record Said(ProductEventKind Kind, string[]? Pictures, bool Translated, bool Attributed);

    private sealed record Arrival(Said Said, int Time, string Id);
}
