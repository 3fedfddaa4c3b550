namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>
/// Keeps callers from waiting, each for its own time-out, for a server that does not answer: after the first failure one in a while may try, and the others are told at once.
/// Thread-safe.
/// </summary>
internal sealed class AwayPause(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Wake-ups that come in this time after the server's return are left to the sweeper, so it is short.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile bool _away;
    private TimeSpan _length;
    private long _since;

    /// <summary>True when the caller may try.</summary>
    public bool MayTry()
    {
        if (!_away)
        {
            return true;
        }

        lock (_gate)
        {
            if (_away && time.GetElapsedTime(_since) < _length)
            {
                return false;
            }

            _length = _length * 2 < Longest ? _length * 2 : Longest;
            _since = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The server did not answer.</summary>
    /// <returns>True when it did before.</returns>
    public bool Begin()
    {
        lock (_gate)
        {
            if (_away)
            {
                return false;
            }

            (_away, _length, _since) = (true, First, time.GetTimestamp());
            return true;
        }
    }

    /// <summary>The server answered.</summary>
    /// <returns>True when it did not before.</returns>
    public bool End()
    {
        if (!_away)
        {
            return false;
        }

        lock (_gate)
        {
            bool ended = _away;
            _away = false;
            return ended;
        }
    }
}
