namespace VisualSearch.Engine.Embedding;

/// <summary>As many requests wait for the model as <see cref="EmbeddingOptions.QueueLength"/> allows.</summary>
public sealed class EmbeddingQueueFullException : Exception
{
    public EmbeddingQueueFullException()
    {
    }

    public EmbeddingQueueFullException(string message)
        : base(message)
    {
    }

    public EmbeddingQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
