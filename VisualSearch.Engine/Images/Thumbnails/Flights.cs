using System.Collections.Concurrent;

namespace VisualSearch.Engine.Images;

/// <summary>Work of one name is done once however many ask for it meanwhile. Thread-safe.</summary>
internal sealed class Flights<T>
{
    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> _flying = new(StringComparer.Ordinal);

    /// <summary>Joins the work under way, or starts it. Who stops waiting leaves it to the others.</summary>
    public Task<T> JoinAsync(string name, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        Lazy<Task<T>> started = new(() => Task.Run(work, CancellationToken.None));
        Lazy<Task<T>> flight = _flying.GetOrAdd(name, started);
        if (ReferenceEquals(flight, started))
        {
            // The pair, not the name: a later flight of the same name is not this one's to remove.
            _ = flight.Value.ContinueWith(
                _ => _flying.TryRemove(KeyValuePair.Create(name, flight)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return flight.Value.WaitAsync(cancellationToken);
    }
}
