namespace VisualSearch.Engine.Indexing;

/// <summary>The index has not been opened yet; trying again in a few seconds helps.</summary>
public sealed class IndexNotReadyException : Exception
{
    public IndexNotReadyException()
    {
    }

    public IndexNotReadyException(string message)
        : base(message)
    {
    }

    public IndexNotReadyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
