using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Images;

/// <summary>What an operator sees of pictures: how long decoding takes, and how fetches end.</summary>
internal sealed class ImagesMetrics
{
    public const string MeterName = "VisualSearch.Engine";

    private readonly Histogram<double> _decoding;
    private readonly Counter<long> _fetches;
    private readonly Counter<long> _thumbnails;

    public ImagesMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _decoding = meter.CreateHistogram("visual_search.decode_duration_seconds", "s", "Time to decode and resize one picture", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
        });
        _fetches = meter.CreateCounter<long>("visual_search.picture_fetches", "{picture}", "Pictures fetched from the web and from S3, by how it ended");
        _thumbnails = meter.CreateCounter<long>("visual_search.thumbnails", "{picture}", "Smaller copies asked for: found, or how making one ended");
    }

    public void PictureDecoded(TimeSpan elapsed, PictureFailure? failure) =>
        _decoding.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", Outcome(failure)));

    public void PictureFetched(PictureFailure? failure) =>
        _fetches.Add(1, new KeyValuePair<string, object?>("outcome", Outcome(failure)));

    public void ThumbnailFound() => _thumbnails.Add(1, new KeyValuePair<string, object?>("outcome", "found"));

    public void ThumbnailMade(PictureFailure? failure) =>
        _thumbnails.Add(1, new KeyValuePair<string, object?>("outcome", failure is null ? "made" : Outcome(failure)));

    private static string Outcome(PictureFailure? failure) => failure?.Problem switch
    {
        null => "ok",
        PictureProblem.UnsupportedFormat => "unsupported_format",
        PictureProblem.TooLarge => "too_large",
        PictureProblem.TooManyPixels => "too_many_pixels",
        PictureProblem.Corrupt => "corrupt",
        PictureProblem.ForbiddenAddress => "forbidden_address",
        PictureProblem.Unreachable => "unreachable",
        PictureProblem.NotConfigured => "not_configured",
        _ => "other",
    };
}
