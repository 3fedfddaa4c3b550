namespace VisualSearch.Engine.Indexing;

/// <summary>
/// How long the loop waits after a failure: longer with each one until it is over. A turn that only began a batch proves nothing, since batches fail in later turns; so what a
/// batch failed with is over when one has ended well, or after a quiet time. Not thread-safe.
/// </summary>
internal sealed class Setbacks(TimeProvider time)
{
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;
    private long _last;
    private bool _ofBatch;

    /// <summary>Counts a failure.</summary>
    /// <returns>How long to wait now.</returns>
    public TimeSpan Add(bool ofBatch)
    {
        TimeSpan wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        _last = time.GetTimestamp();
        _ofBatch |= ofBatch;
        return wait;
    }

    /// <summary>Counts a turn without a failure.</summary>
    /// <param name="batchEnded">A batch has ended well.</param>
    /// <param name="quiet">Nothing is under way and nothing is known to be left.</param>
    /// <returns>Whether no trouble is left.</returns>
    public bool Turned(bool batchEnded, bool quiet)
    {
        bool over = !_ofBatch || batchEnded || (quiet && time.GetElapsedTime(_last) >= Longest);
        if (over)
        {
            (_next, _ofBatch) = (First, false);
        }

        return over;
    }
}
