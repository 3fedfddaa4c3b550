namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Wake-ups for the indexing loop. A queue may lose, repeat or reorder them: the catalogue knows what is to be done, and the sweeper finds what a queue lost.
/// Thread-safe.
/// </summary>
public interface IIndexQueue
{
    /// <summary>Puts wake-ups on the queue, never waiting for room: a full queue drops them.</summary>
    /// <returns>How many were taken.</returns>
    /// <exception cref="IndexQueueUnavailableException">The queue cannot be reached.</exception>
    ValueTask<int> EnqueueAsync(IReadOnlyList<IndexSignal> signals, CancellationToken cancellationToken);

    /// <summary>Takes up to <paramref name="limit"/> wake-ups, waiting at most <paramref name="patience"/> for the first one; empty when none came.</summary>
    /// <exception cref="IndexQueueUnavailableException">The queue cannot be reached.</exception>
    Task<IReadOnlyList<QueuedSignal>> DequeueAsync(int limit, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Says that the work these wake-ups asked for is done; one never acknowledged is handed out again by a queue that survives its process.</summary>
    /// <exception cref="IndexQueueUnavailableException">The queue cannot be reached.</exception>
    Task AcknowledgeAsync(IReadOnlyList<QueuedSignal> signals, CancellationToken cancellationToken);

    /// <summary>Wake-ups that wait, taken and not acknowledged ones left out.</summary>
    /// <exception cref="IndexQueueUnavailableException">The queue cannot be reached.</exception>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>How the queue stands; also shows that it can be reached.</summary>
    /// <exception cref="IndexQueueUnavailableException">The queue cannot be reached.</exception>
    Task<IndexQueueFacts> InspectAsync(CancellationToken cancellationToken);
}
