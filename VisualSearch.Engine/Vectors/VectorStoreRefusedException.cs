namespace VisualSearch.Engine.Vectors;

/// <summary>The vector store was reached and cannot be used as it is configured; the message says which setting or which version to change.</summary>
public sealed class VectorStoreRefusedException : Exception
{
    public VectorStoreRefusedException()
    {
    }

    public VectorStoreRefusedException(string message)
        : base(message)
    {
    }

    public VectorStoreRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
