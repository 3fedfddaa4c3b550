namespace VisualSearch.Engine.Images;

/// <summary>What failed a moment ago, so that it is not tried again for each card of a page. Thread-safe; bounded.</summary>
internal sealed class RecentFailures(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (PictureFailure Failure, DateTimeOffset Until)> _failures = new(StringComparer.Ordinal);

    public PictureFailure? Find(string name)
    {
        lock (_gate)
        {
            return _failures.TryGetValue(name, out (PictureFailure Failure, DateTimeOffset Until) known) && time.GetUtcNow() < known.Until ? known.Failure : null;
        }
    }

    public void Remember(string name, PictureFailure failure, TimeSpan life)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            if (_failures.Count >= Most)
            {
                foreach (string old in _failures.Where(known => known.Value.Until <= now).Select(known => known.Key).ToList())
                {
                    _failures.Remove(old);
                }
            }

            if (_failures.Count >= Most)
            {
                _failures.Clear();
            }

            _failures[name] = (failure, now + life);
        }
    }
}
