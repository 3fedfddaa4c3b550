using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>How far generations are, by model: what a dashboard shows while one is filled beside the one that searches use.</summary>
public sealed class GenerationMetrics
{
    private readonly ConcurrentDictionary<long, Seen> _pending = new();

    public GenerationMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("VisualSearch.Engine");
        meter.CreateObservableGauge(
            "visual_search.generation_pending",
            // A model may have two generations that live, in different forms of it; one series may not have two values.
            () => _pending.Values.GroupBy(seen => (seen.Model, seen.Active), seen => seen.Products).Select(seen => new Measurement<long>(seen.Sum(), Tags(seen.Key.Model, seen.Key.Active))),
            "{product}",
            "Products that a generation has not taken in, as this process last saw it");
    }

    public void PendingSeen(Generation generation, bool active, long products) => _pending[generation.Id] = new Seen(generation.Model, active, products);

    /// <summary>Forgets every generation but these: the others live no longer.</summary>
    public void Keep(IReadOnlySet<long> generations)
    {
        ArgumentNullException.ThrowIfNull(generations);
        foreach (long gone in _pending.Keys.Where(generation => !generations.Contains(generation)))
        {
            _pending.TryRemove(gone, out _);
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string model, bool active) => [new("model", model), new("active", active)];

    private sealed record Seen(string Model, bool Active, long Products);
}
