namespace VisualSearch.Engine.Vectors;

/// <summary>The vector store cannot be reached or refuses service; trying again later may help.</summary>
public sealed class VectorIndexUnavailableException : Exception
{
    public VectorIndexUnavailableException()
    {
    }

    public VectorIndexUnavailableException(string message)
        : base(message)
    {
    }

    public VectorIndexUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The store answers and the collection is gone: it must be opened anew (<see cref="IVectorStore.OpenAsync"/>) and refilled; waiting alone does not help.</summary>
    public bool CollectionLost { get; init; }

    /// <summary>How long the store asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
