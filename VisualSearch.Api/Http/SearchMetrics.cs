using System.Diagnostics.Metrics;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.Api.Http;

/// <summary>Counts and times searches as dashboards read them. The Engine measures inference and vector search itself.</summary>
internal sealed class SearchMetrics
{
    /// <summary>Values of the label <c>type</c>.</summary>
    public const string Image = "image";
    public const string Text = "text";
    public const string Similar = "similar";

    /// <summary>Values of the label <c>status</c>.</summary>
    public const string Success = "success";
    public const string Error = "error";

    private readonly Counter<long> _searches;
    private readonly Histogram<double> _duration;

    public SearchMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(ErrorMetrics.MeterName);
        _searches = meter.CreateCounter<long>("visual_search.total_searches", "{search}", "Searches by type and status.");
        _duration = meter.CreateHistogram<double>("visual_search.search_duration", "s", "Time from a search's arrival to its answer.");
    }

    /// <summary>The families that are in every scrape, the Engine's two included.</summary>
    public static IReadOnlyList<MetricFamily> Families { get; } =
    [
        new("visual_search_total_searches", MetricKind.Counter, "Searches by type and status.", TypesByStatus(), CopyOf: "visual_search_total_searches_total"),
        new("visual_search_search_duration_seconds", MetricKind.Histogram, "Time from a search's arrival to its answer.", MetricFamily.ByLabel("type", Image, Text, Similar)),
        new("visual_search_clip_inference_duration_seconds", MetricKind.Histogram, "Time in the model.", MetricFamily.ByLabel("kind", "image", "text")),
        new("visual_search_qdrant_search_duration_seconds", MetricKind.Histogram, "Time of the vector search, whatever its engine.", MetricFamily.Unlabelled),
    ];

    /// <param name="type"><see cref="Image"/>, <see cref="Text"/> or <see cref="Similar"/>.</param>
    /// <param name="status"><see cref="Success"/> or <see cref="Error"/>.</param>
    public void SearchAnswered(string type, string status, TimeSpan duration)
    {
        KeyValuePair<string, object?> typeTag = new("type", type);
        _searches.Add(1, typeTag, new KeyValuePair<string, object?>("status", status));
        _duration.Record(duration.TotalSeconds, typeTag);
    }

    private static IReadOnlyDictionary<string, string>[] TypesByStatus() =>
    [
        .. from type in new[] { Image, Text, Similar }
           from status in new[] { Success, Error }
           select new Dictionary<string, string> { ["type"] = type, ["status"] = status },
    ];
}
