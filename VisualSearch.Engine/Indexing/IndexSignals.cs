namespace VisualSearch.Engine.Indexing;

/// <summary>Tells the indexing loop that a product changed. A lost signal costs time, never data: the sweeper finds what lags.</summary>
public sealed class IndexSignals
{
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "The queue behind it is instance state; it comes with the indexing loop.")]
    public ValueTask WakeAsync(ProductId product, long version, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
