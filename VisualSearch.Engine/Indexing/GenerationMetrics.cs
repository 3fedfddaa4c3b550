using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Indexing;

/// <summary>How far generations are, by model: what a dashboard shows while one is filled beside the one that searches use.</summary>
public sealed class GenerationMetrics
{
    private readonly ConcurrentDictionary<string, (bool Active, long Pending)> _pending = new(StringComparer.Ordinal);

    public GenerationMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("VisualSearch.Engine");
        meter.CreateObservableGauge(
            "visual_search.generation_pending",
            () => _pending.Select(generation => new Measurement<long>(generation.Value.Pending, Tags(generation.Key, generation.Value.Active))),
            "{product}",
            "Products that a generation has not taken in, as the last sweep saw it");
    }

    public void PendingSeen(string model, bool active, long products) => _pending[model] = (active, products);

    /// <summary>The generation lives no longer.</summary>
    public void Gone(string model) => _pending.TryRemove(model, out _);

    private static KeyValuePair<string, object?>[] Tags(string model, bool active) => [new("model", model), new("active", active)];
}
