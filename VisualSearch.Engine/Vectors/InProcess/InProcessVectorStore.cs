namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>The collections of one process, in its memory: each is fresh when the process first opens it.</summary>
internal sealed class InProcessVectorStore(VectorsMetrics metrics, TimeProvider time) : IVectorStore
{
    // A scan is bound by memory, which few cores fill already.
    private static readonly int MostThreads = Math.Min(Environment.ProcessorCount, 4);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Held> _collections = new(StringComparer.Ordinal);

    public bool OutlivesProcess => false;

    public Task<OpenedCollection> OpenAsync(VectorCollection collection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_collections.TryGetValue(collection.Name, out Held? held) || held.Collection != collection)
            {
                InProcessVectorIndex index = new(collection.Dimension, MostThreads);
                held = new Held(collection, new MeasuredVectorIndex(index, collection.Name, TimeSpan.Zero, metrics, time));
                _collections[collection.Name] = held;
            }

            return Task.FromResult(new OpenedCollection(held.Index, !held.Confirmed));
        }
    }

    public Task ConfirmAsync(VectorCollection collection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_collections.TryGetValue(collection.Name, out Held? held) && held.Collection == collection)
            {
                held.Confirmed = true;
            }
        }

        return Task.CompletedTask;
    }

    public Task DropAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _collections.Remove(name);
        }

        metrics.Dropped(name);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. _collections.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]);
        }
    }

    /// <remarks>There is no other tool in this memory.</remarks>
    public Task AnnounceAsync(string name, string publicName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ProbeAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _collections.ContainsKey(name)
                ? Task.CompletedTask
                : Task.FromException(new VectorIndexUnavailableException($"There is no collection {name}.") { CollectionLost = true });
        }
    }

    private sealed class Held(VectorCollection collection, IVectorIndex index)
    {
        public VectorCollection Collection => collection;

        public IVectorIndex Index => index;

        public bool Confirmed { get; set; }
    }
}
