namespace VisualSearch.Engine.Images;

/// <summary>How many pictures are fetched at once: a bound on all, and one on each host, so that a host that does not answer holds some places and never all. Thread-safe.</summary>
/// <param name="patience">The longest wait for a place.</param>
internal sealed class FetchPlaces(int most, int mostAHost, TimeSpan patience, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _all = new(most, most);
    private readonly Dictionary<string, HostPlaces> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A place to be disposed of; null when none came free in time.</summary>
    public async Task<IDisposable?> TakeAsync(string host, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HostPlaces places = Join(host);
        bool held = false;
        try
        {
            // The host's own first: who waits for a slow host must not hold what others could use.
            await places.Free.WaitAsync(either.Token).ConfigureAwait(false);
            held = true;
            await _all.WaitAsync(either.Token).ConfigureAwait(false);
            return new Place(this, host, places);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Leave(host, places, held);
            return null;
        }
        catch
        {
            Leave(host, places, held);
            throw;
        }
    }

    public void Dispose() => _all.Dispose();

    private HostPlaces Join(string host)
    {
        lock (_hosts)
        {
            if (!_hosts.TryGetValue(host, out HostPlaces? places))
            {
                _hosts[host] = places = new HostPlaces(new SemaphoreSlim(mostAHost, mostAHost));
            }

            places.Users++;
            return places;
        }
    }

    private void Leave(string host, HostPlaces places, bool held)
    {
        if (held)
        {
            places.Free.Release();
        }

        lock (_hosts)
        {
            if (--places.Users == 0)
            {
                _hosts.Remove(host);
                places.Free.Dispose();
            }
        }
    }

    private sealed class HostPlaces(SemaphoreSlim free)
    {
        public SemaphoreSlim Free { get; } = free;

        public int Users { get; set; }
    }

    private sealed class Place(FetchPlaces owner, string host, HostPlaces places) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                owner._all.Release();
                owner.Leave(host, places, held: true);
            }
        }
    }
}
