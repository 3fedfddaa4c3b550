namespace VisualSearch.Engine.Images;

/// <summary>How many pictures are read and shrunk at once for those who look at pages, so that whoever asks for many leaves searches the decoder. Thread-safe.</summary>
/// <param name="patience">The longest wait for a place.</param>
internal sealed class MakingPlaces(int most, TimeSpan patience, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most, most);

    /// <summary>A place to be disposed of; null when none came free in time.</summary>
    public async Task<IDisposable?> TakeAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
            return new Place(_free);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                free.Release();
            }
        }
    }
}
