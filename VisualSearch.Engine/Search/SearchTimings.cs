using System.Diagnostics;

namespace VisualSearch.Engine.Search;

/// <summary>
/// Where the time of one search went, one a search. A stage lasts while anything of it is under way, so what goes on beside each other within a stage counts once; stages
/// themselves may overlap, as words are looked up while they are embedded. Thread-safe.
/// </summary>
public sealed class SearchTimings
{
    private readonly Lock _gate = new();
    private readonly Stage _decode = new();
    private readonly Stage _embed = new();
    private readonly Stage _vectors = new();
    private readonly Stage _hydrate = new();

    /// <summary>Fetching, decoding and resizing a picture, or resolving what to look for.</summary>
    public TimeSpan Decode => TimeOf(_decode);

    /// <summary>The model, waiting for it included.</summary>
    public TimeSpan Embed => TimeOf(_embed);

    /// <summary>The vector index and the lexical index.</summary>
    public TimeSpan Vectors => TimeOf(_vectors);

    /// <summary>Reading the products of the answer.</summary>
    public TimeSpan Hydrate => TimeOf(_hydrate);

    internal Leg Decoding() => new(this, _decode);

    internal Leg Embedding() => new(this, _embed);

    internal Leg Searching() => new(this, _vectors);

    internal Leg Hydrating() => new(this, _hydrate);

    private TimeSpan TimeOf(Stage stage)
    {
        lock (_gate)
        {
            return stage.Time;
        }
    }

    /// <summary>A part of a stage, from when it is made until it is disposed.</summary>
    internal sealed class Leg : IDisposable
    {
        private readonly SearchTimings _timings;
        private readonly Stage _stage;

        public Leg(SearchTimings timings, Stage stage)
        {
            (_timings, _stage) = (timings, stage);
            lock (timings._gate)
            {
                if (stage.UnderWay++ == 0)
                {
                    stage.Since = Stopwatch.GetTimestamp();
                }
            }
        }

        public void Dispose()
        {
            lock (_timings._gate)
            {
                if (--_stage.UnderWay == 0)
                {
                    _stage.Time += Stopwatch.GetElapsedTime(_stage.Since);
                }
            }
        }
    }

    internal sealed class Stage
    {
        public int UnderWay { get; set; }

        public long Since { get; set; }

        public TimeSpan Time { get; set; }
    }
}
