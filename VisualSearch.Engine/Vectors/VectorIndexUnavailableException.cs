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
}
