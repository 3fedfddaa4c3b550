namespace VisualSearch.Engine.Indexing;

/// <summary>The queue cannot be reached; nothing is lost by that, only later.</summary>
public sealed class IndexQueueUnavailableException : Exception
{
    public IndexQueueUnavailableException()
    {
    }

    public IndexQueueUnavailableException(string message)
        : base(message)
    {
    }

    public IndexQueueUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
