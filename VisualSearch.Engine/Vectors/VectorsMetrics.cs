using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Vectors;

/// <summary>What dashboards see of the vector index, whatever its engine.</summary>
public sealed class VectorsMetrics
{
    /// <summary>The meter that all of the engine's instruments belong to.</summary>
    public const string MeterName = "VisualSearch.Engine";

    /// <summary>Histogram of seconds; scraped as <c>visual_search_qdrant_search_duration_seconds</c>, the name that dashboards have always read.</summary>
    public const string SearchDuration = "visual_search.qdrant_search_duration";

    /// <summary>Gauge of vectors held, by collection.</summary>
    public const string VectorCount = "visual_search.vectors";

    public const string CollectionTag = "collection";

    private readonly Histogram<double> _searchDuration;
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public VectorsMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _searchDuration = meter.CreateHistogram<double>(
            SearchDuration,
            "s",
            "Time of the vector search, whatever its engine",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });
        meter.CreateObservableGauge(
            VectorCount,
            () => _counts.Select(count => new Measurement<long>(count.Value, new KeyValuePair<string, object?>(CollectionTag, count.Key))),
            "{vector}",
            "Vectors that the collection holds");
    }

    public void Searched(TimeSpan duration) => _searchDuration.Record(duration.TotalSeconds);

    public void Counted(string collection, long vectors) => _counts[collection] = vectors;

    /// <summary>The collection is no longer in use here.</summary>
    public void Dropped(string collection) => _counts.TryRemove(collection, out _);
}
