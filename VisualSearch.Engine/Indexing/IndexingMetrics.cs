using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Indexing;

/// <summary>What the indexing loop did.</summary>
public sealed class IndexingMetrics
{
    private readonly Counter<long> picturesEmbedded;
    private readonly Counter<long> picturesReused;
    private readonly Counter<long> picturesFailed;
    private readonly Counter<long> productsIndexed;
    private readonly Counter<long> signalsDropped;
    private readonly Histogram<double> batchDuration;
    private readonly Histogram<double> lag;

    public IndexingMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("VisualSearch.Engine");
        picturesEmbedded = meter.CreateCounter<long>("visual_search.pictures_embedded", description: "Pictures embedded for the index");
        picturesReused = meter.CreateCounter<long>("visual_search.pictures_reused", description: "Pictures whose embedding was stored already");
        picturesFailed = meter.CreateCounter<long>("visual_search.pictures_failed", description: "Attempts at pictures that failed, by problem");
        productsIndexed = meter.CreateCounter<long>("visual_search.products_indexed", description: "Product versions written to the index");
        signalsDropped = meter.CreateCounter<long>("visual_search.index_signals_dropped", description: "Wake-ups that no queue took; the sweeper finds their products");
        batchDuration = meter.CreateHistogram<double>("visual_search.index_batch_duration", "s", "Time of one batch from claim to mark");
        lag = meter.CreateHistogram<double>("visual_search.index_lag", "s", "Age of the oldest change that is not indexed, as seen by each sweep");
    }

    public void PictureEmbedded() => picturesEmbedded.Add(1);

    public void PictureReused() => picturesReused.Add(1);

    /// <param name="problem">One of the closed set of picture problems, or <c>internal</c>.</param>
    public void PictureFailed(string problem, bool final) => picturesFailed.Add(1, new TagList { { "problem", problem }, { "final", final } });

    public void BatchIndexed(int products, TimeSpan duration)
    {
        productsIndexed.Add(products);
        batchDuration.Record(duration.TotalSeconds);
    }

    public void SignalDropped() => signalsDropped.Add(1);

    public void LagSeen(TimeSpan age) => lag.Record(age.TotalSeconds);
}
