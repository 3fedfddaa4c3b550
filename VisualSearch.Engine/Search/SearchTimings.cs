using System.Diagnostics;

namespace VisualSearch.Engine.Search;

/// <summary>Where the time of one search went; not thread-safe, one a search.</summary>
public sealed class SearchTimings
{
    /// <summary>Fetching, decoding and resizing a picture, or resolving what to look for.</summary>
    public TimeSpan Decode { get; private set; }

    /// <summary>The model, waiting for it included.</summary>
    public TimeSpan Embed { get; private set; }

    /// <summary>The vector index and the lexical index.</summary>
    public TimeSpan Vectors { get; private set; }

    /// <summary>Reading the products of the answer.</summary>
    public TimeSpan Hydrate { get; private set; }

    internal static long Start() => Stopwatch.GetTimestamp();

    internal void Decoded(long started) => Decode += Stopwatch.GetElapsedTime(started);

    internal void Embedded(long started) => Embed += Stopwatch.GetElapsedTime(started);

    internal void Searched(long started) => Vectors += Stopwatch.GetElapsedTime(started);

    internal void Hydrated(long started) => Hydrate += Stopwatch.GetElapsedTime(started);
}
