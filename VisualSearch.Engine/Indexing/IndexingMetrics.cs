using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Indexing;

/// <summary>What the indexing loop did.</summary>
public sealed class IndexingMetrics
{
    private readonly Counter<long> _picturesEmbedded;
    private readonly Counter<long> _picturesReused;
    private readonly Counter<long> _picturesFailed;
    private readonly Counter<long> _productsIndexed;
    private readonly Counter<long> _signalsDropped;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<double> _lag;

    public IndexingMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("VisualSearch.Engine");
        _picturesEmbedded = meter.CreateCounter<long>("visual_search.pictures_embedded", description: "Pictures embedded for the index");
        _picturesReused = meter.CreateCounter<long>("visual_search.pictures_reused", description: "Pictures whose embedding was stored already");
        _picturesFailed = meter.CreateCounter<long>("visual_search.pictures_failed", description: "Attempts at pictures that failed, by problem");
        _productsIndexed = meter.CreateCounter<long>("visual_search.products_indexed", description: "Product versions written to the index");
        _signalsDropped = meter.CreateCounter<long>("visual_search.index_signals_dropped", description: "Wake-ups that no queue took; the sweeper finds their products");
        _batchDuration = meter.CreateHistogram<double>("visual_search.index_batch_duration", "s", "Time of one batch from claim to mark");
        _lag = meter.CreateHistogram<double>("visual_search.index_lag", "s", "Age of the oldest change that is not indexed, as seen by each sweep");
    }

    public void PictureEmbedded() => _picturesEmbedded.Add(1);

    public void PictureReused() => _picturesReused.Add(1);

    /// <param name="problem">One of the closed set of picture problems, or <c>internal</c>.</param>
    public void PictureFailed(string problem, bool final) => _picturesFailed.Add(1, new TagList { { "problem", problem }, { "final", final } });

    public void BatchIndexed(int products, TimeSpan duration)
    {
        _productsIndexed.Add(products);
        _batchDuration.Record(duration.TotalSeconds);
    }

    public void SignalDropped() => _signalsDropped.Add(1);

    public void LagSeen(TimeSpan age) => _lag.Record(age.TotalSeconds);
}
