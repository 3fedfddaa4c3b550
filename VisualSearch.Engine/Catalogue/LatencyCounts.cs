namespace VisualSearch.Engine.Catalogue;

/// <summary>How many searches took how long: percentiles are read from it exactly, whatever database counted.</summary>
internal sealed class LatencyCounts
{
    private readonly SortedDictionary<int, long> _counts = [];
    private long _total;

    public void Add(int milliseconds, long searches)
    {
        if (searches > 0)
        {
            _counts[milliseconds] = _counts.GetValueOrDefault(milliseconds) + searches;
            _total += searches;
        }
    }

    /// <summary>By nearest rank: the least time within which that share of the searches was answered. Null without searches.</summary>
    public Latency? Read() => _total == 0 ? null : new Latency(At(0.5), At(0.9), At(0.95), At(0.99), _counts.Keys.Last());

    private int At(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * _total));
        long seen = 0;
        foreach ((int milliseconds, long searches) in _counts)
        {
            seen += searches;
            if (seen >= rank)
            {
                return milliseconds;
            }
        }

        return _counts.Keys.Last();
    }
}

/// <summary>How long searches took, in milliseconds: half of them at most <paramref name="P50"/>, and so on.</summary>
public sealed record Latency(int P50, int P90, int P95, int P99, int Max);
