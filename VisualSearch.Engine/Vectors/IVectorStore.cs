namespace VisualSearch.Engine.Vectors;

/// <summary>Where collections live, one a generation. Thread-safe; several processes may use one store at once.</summary>
public interface IVectorStore
{
    /// <summary>Whether collections stay when this process ends, and others see them too. If not, a collection is filled by whoever opens it, and if so, by the workers.</summary>
    bool OutlivesProcess { get; }

    /// <summary>
    /// Opens the collection: takes the one that is there when its epoch and dimension are the asked ones, and otherwise makes it anew, dropping another one of the
    /// name. Until <see cref="ConfirmAsync"/> every opening says <see cref="OpenedCollection.Fresh"/>, so that a process that dies between making a collection and
    /// setting its generation back in the catalogue leaves nothing half known.
    /// </summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="VectorStoreRefusedException">The store is reached and cannot be used: wrong key, too old a version. Waiting does not help.</exception>
    Task<OpenedCollection> OpenAsync(VectorCollection collection, CancellationToken cancellationToken);

    /// <summary>
    /// The catalogue knows by now that this collection has to be refilled (its rows are set back, or it was filled): later openings take it as it is.
    /// Does nothing when the collection is gone or of another epoch by now.
    /// </summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    Task ConfirmAsync(VectorCollection collection, CancellationToken cancellationToken);

    /// <summary>Drops a collection with everything in it; one that is not there is dropped already.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    Task DropAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names of the collections that are there and begin so, in ordinal order.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Lets tools of others find the collection under a name of its own. Nothing of ours reads that: searches name collections in full.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached, or the collection is gone.</exception>
    Task AnnounceAsync(string name, string publicName, CancellationToken cancellationToken);

    /// <summary>Whether the collection is there and may be asked: a question that costs next to nothing however much it holds, for a health check.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached or refuses, or the collection is gone.</exception>
    Task ProbeAsync(string name, CancellationToken cancellationToken);
}
