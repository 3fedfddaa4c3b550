namespace VisualSearch.ServiceDefaults.Telemetry;

/// <summary>The buckets of every duration of ours, in seconds: from an in-process search of half a millisecond to a request at its time limit.</summary>
internal static class DurationBuckets
{
    public static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
}
