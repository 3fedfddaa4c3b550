namespace VisualSearch.Engine.Catalogue;

/// <summary>What was searched and clicked. Written behind the answer, in batches; bounded: under pressure entries are dropped and counted, a search is never slowed.</summary>
public sealed class SearchLog
{
    /// <summary>Queues one entry; never waits, never throws.</summary>
    public void Record(SearchLogEntry entry) => throw new NotImplementedException();

    /// <summary>Notes a click; false when the search is not known (or forgotten).</summary>
    public Task<bool> ClickAsync(string searchId, ProductId product, int position, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="SearchId">A ULID.</param>
/// <param name="Kind"><c>image</c>, <c>text</c> or <c>similar</c>.</param>
/// <param name="Text">The words, for a search by text.</param>
/// <param name="Results">Product ids in the order shown.</param>
public sealed record SearchLogEntry(string SearchId, DateTimeOffset At, string Kind, string? Text, string Model, int DurationMs, IReadOnlyList<ProductId> Results);
