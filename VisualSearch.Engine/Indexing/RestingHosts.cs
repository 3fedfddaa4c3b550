namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Hosts of pictures that did not answer several times in a row. They are left alone for a while, after which one picture finds out whether they are back: a dead host
/// with a thousand pictures costs a few time-outs and not a thousand. Thread-safe; bounded.
/// </summary>
internal sealed class RestingHosts(TimeProvider time)
{
    /// <summary>Silences in a row that are borne.</summary>
    internal const int Borne = 3;

    private const int Most = 10_000;

    internal static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(15);

    internal static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, State> _silent = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether to ask the host. True for one caller when its rest is over, and for the others again once that one was answered.</summary>
    public bool MayAsk(string host)
    {
        lock (_gate)
        {
            if (!_silent.TryGetValue(host, out State? state) || state.Silences < Borne)
            {
                return true;
            }

            if (time.GetUtcNow() < state.RestUntil)
            {
                return false;
            }

            // Until this one has its answer, the others go on resting.
            state.RestUntil = time.GetUtcNow() + state.Rest;
            return true;
        }
    }

    /// <summary>
    /// How long a picture of a host that may not be asked had best wait: until its rest is over, and the longer the longer the host has been silent, so that a host that is
    /// away for hours does not have all of its pictures looked at again every few minutes.
    /// </summary>
    public TimeSpan WaitFor(string host)
    {
        lock (_gate)
        {
            if (!_silent.TryGetValue(host, out State? state))
            {
                return TimeSpan.Zero;
            }

            DateTimeOffset now = time.GetUtcNow();
            TimeSpan rest = state.RestUntil - now;
            TimeSpan silence = now - state.Since;
            return rest > silence ? rest : silence;
        }
    }

    public void Answered(string host)
    {
        lock (_gate)
        {
            _silent.Remove(host);
        }
    }

    public void Silent(string host)
    {
        lock (_gate)
        {
            if (!_silent.TryGetValue(host, out State? state))
            {
                if (_silent.Count >= Most)
                {
                    _silent.Clear();
                }

                _silent[host] = state = new State(time.GetUtcNow());
            }

            if (++state.Silences >= Borne)
            {
                state.RestUntil = time.GetUtcNow() + state.Rest;
                state.Rest = state.Rest * 2 < LongestRest ? state.Rest * 2 : LongestRest;
            }
        }
    }

    private sealed class State(DateTimeOffset since)
    {
        /// <summary>The first of the silences.</summary>
        public DateTimeOffset Since { get; } = since;

        public int Silences { get; set; }

        public TimeSpan Rest { get; set; } = FirstRest;

        public DateTimeOffset RestUntil { get; set; }
    }
}
