using System.Diagnostics;

namespace VisualSearch.Engine.Search;

/// <summary>
/// Where the time of one search went, one a search. A stage lasts while anything of it is under way, so what goes on beside each other within a stage counts once; stages
/// themselves may overlap, as words are looked up while they are embedded. Thread-safe.
/// </summary>
public sealed class SearchTimings
{
    private readonly Lock _gate = new();
    private readonly Stage _decode = new("decode");
    private readonly Stage _embed = new("embed");
    private readonly Stage _vectors = new("vectors");
    private readonly Stage _hydrate = new("hydrate");

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

    /// <summary>A part of a stage, and a span, from when it is made until it is disposed.</summary>
    internal sealed class Leg : IDisposable
    {
        private readonly SearchTimings _timings;
        private readonly Stage _stage;
        private readonly Activity? _span;

        public Leg(SearchTimings timings, Stage stage)
        {
            (_timings, _stage) = (timings, stage);
            _span = EngineActivities.Begin(stage.Name);
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
            _span?.Dispose();
            lock (_timings._gate)
            {
                if (--_stage.UnderWay == 0)
                {
                    _stage.Time += Stopwatch.GetElapsedTime(_stage.Since);
                }
            }
        }
    }

    /// <param name="name">As <c>Server-Timing</c> and its spans call it.</param>
    internal sealed class Stage(string name)
    {
        public string Name => name;

        public int UnderWay { get; set; }

        public long Since { get; set; }

        public TimeSpan Time { get; set; }
    }
}
