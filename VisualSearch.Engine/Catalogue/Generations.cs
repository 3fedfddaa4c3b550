namespace VisualSearch.Engine.Catalogue;

/// <summary>The index generations. Exactly one is active once the catalogue has been indexed for the first time.</summary>
public sealed class Generations
{
    /// <summary>The generation that searches use; null in a new catalogue.</summary>
    public Task<Generation?> FindActiveAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Makes the first generation active, or one of another fingerprint while the catalogue has no embeddings yet.
    /// With embeddings of another fingerprint present it changes nothing and returns the one that is active.
    /// </summary>
    public Task<Generation> EnsureActiveAsync(string model, string fingerprint, int dimension, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Every product of the generation is to be written to the vector index again (from stored embeddings).</summary>
    public Task ResetAsync(long generation, CancellationToken cancellationToken) => throw new NotImplementedException();
}
