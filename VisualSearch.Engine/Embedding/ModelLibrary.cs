namespace VisualSearch.Engine.Embedding;

/// <summary>The models that can be used: manifests found, weights present or not.</summary>
public sealed class ModelLibrary
{
    /// <summary>The model named by <c>Embedding:Model</c>; for <c>auto</c> the living generation's model, else the first present in order of preference.</summary>
    /// <param name="living">The name of the active generation's model, null in a new catalogue.</param>
    /// <exception cref="ModelUnavailableException">No such model, or its files are missing or damaged; the message says how to get it.</exception>
    public Task<EmbeddingModel> LoadAsync(string? living, CancellationToken cancellationToken) => throw new NotImplementedException();
}

