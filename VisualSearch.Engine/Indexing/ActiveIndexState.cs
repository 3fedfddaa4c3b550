namespace VisualSearch.Engine.Indexing;

/// <summary>The index that searches use now. One reference, swapped whole.</summary>
public sealed class ActiveIndexState
{
    private volatile ActiveIndex? _current;

    /// <summary>Null until the index has been opened.</summary>
    public ActiveIndex? CurrentOrNull => _current;

    /// <exception cref="IndexNotReadyException">It has not been opened yet.</exception>
    public ActiveIndex Current => _current ?? throw new IndexNotReadyException("The index is being opened; try again in a few seconds.");

    internal void Adopt(ActiveIndex index) => _current = index;
}

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
