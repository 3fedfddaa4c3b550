using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Embedding;

/// <summary>What the towers did, for dashboards. Instruments of the meter <see cref="MeterName"/>.</summary>
public sealed class EmbeddingMetrics
{
    public const string MeterName = "VisualSearch.Engine";

    /// <summary>In Prometheus <c>visual_search_clip_inference_duration_seconds</c>.</summary>
    public const string InferenceDurationName = "visual_search.clip_inference_duration";

    public const string BatchSizeName = "visual_search.embedding_batch_size";

    public const string QueueDepthName = "visual_search.embedding_queue_depth";

    private const string KindTag = "kind";

    private static readonly KeyValuePair<string, object?> ImageTag = new(KindTag, "image");
    private static readonly KeyValuePair<string, object?> TextTag = new(KindTag, "text");

    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batchSize;
    private readonly UpDownCounter<int> _queueDepth;

    public EmbeddingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram(
            InferenceDurationName,
            "s",
            "Time in the model's tower for one batch, waiting not included",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        _batchSize = meter.CreateHistogram(
            BatchSizeName,
            "{item}",
            "Items that went through a tower together",
            tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
        _queueDepth = meter.CreateUpDownCounter<int>(QueueDepthName, "{item}", "Requests that wait for a tower");
    }

    internal void BatchEmbedded(QueryKind kind, int items, TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds, TagOf(kind));
        _batchSize.Record(items, TagOf(kind));
    }

    internal void RequestQueued(QueryKind kind) => _queueDepth.Add(1, TagOf(kind));

    internal void RequestLeftQueue(QueryKind kind) => _queueDepth.Add(-1, TagOf(kind));

    private static KeyValuePair<string, object?> TagOf(QueryKind kind) => kind == QueryKind.Image ? ImageTag : TextTag;
}
