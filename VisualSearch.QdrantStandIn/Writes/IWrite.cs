namespace VisualSearch.QdrantStandIn.Writes;

/// <summary>One write that was read from a request and found well formed.</summary>
internal interface IWrite
{
    /// <summary>What is refused before the write gets a number.</summary>
    void Check(Collection collection);

    /// <param name="operation">The write's number.</param>
    void Apply(Collection collection, long operation);
}
