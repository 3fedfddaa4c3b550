using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What the catalogue tells about itself, on the meter of the Engine.</summary>
internal sealed class CatalogueMetrics
{
    public const string MeterName = "VisualSearch.Engine";

    private readonly Histogram<double> _writes;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _repeats;
    private readonly Counter<long> _droppedSearches;
    private readonly Counter<long> _removed;

    public CatalogueMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _writes = meter.CreateHistogram(
            "visual_search.catalogue.write.duration",
            "s",
            "Time of one write: in SQLite without the wait for its turn, in Postgres with that for a connection and with its repeats",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5] });
        _refusals = meter.CreateCounter<long>("visual_search.catalogue.refusals", "{refusal}", "Times the database refused service (locked, full, damaged)");
        _repeats = meter.CreateCounter<long>("visual_search.catalogue.repeats", "{repeat}", "Times a change was run again because a conflict or a lost connection had undone it");
        _droppedSearches = meter.CreateCounter<long>("visual_search.search_log.dropped", "{search}", "Search log entries lost because too many waited");
        _removed = meter.CreateCounter<long>("visual_search.retention.removed", "{row}", "What retention has removed, by kind");
    }

    public WriteTimer TimeWrite() => new(_writes, Stopwatch.GetTimestamp());

    public void RefusedService() => _refusals.Add(1);

    public void RepeatedWrite() => _repeats.Add(1);

    public void DroppedSearches(int count) => _droppedSearches.Add(count);

    public void Removed(string kind, int count)
    {
        if (count > 0)
        {
            _removed.Add(count, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    public readonly struct WriteTimer(Histogram<double> writes, long start) : IDisposable
    {
        public void Dispose() => writes.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
