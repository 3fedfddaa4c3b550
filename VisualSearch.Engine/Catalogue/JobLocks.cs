namespace VisualSearch.Engine.Catalogue;

/// <summary>Lets one process at a time do a job that several could begin. Thread-safe.</summary>
/// <remarks>A process that owns its data folder has no others beside it, so that it is enough to keep its own callers apart.</remarks>
public sealed class JobLocks
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>The right to do the job until it is disposed; null at once when somebody else does it.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue, which knows who does what, cannot be asked.</exception>
    public ValueTask<IAsyncDisposable?> TryTakeAsync(string job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<IAsyncDisposable?>(_held.Add(job) ? new Held(this, job) : null);
        }
    }

    private sealed class Held(JobLocks owner, string job) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (owner._gate)
            {
                owner._held.Remove(job);
            }

            return ValueTask.CompletedTask;
        }
    }
}
