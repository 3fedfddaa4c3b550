namespace VisualSearch.Engine.Indexing;

/// <summary>A wake-up: this product has a version that is not indexed yet.</summary>
/// <param name="TraceParent">W3C trace context of the change, so that its trace goes on in the worker; null when there is none.</param>
public sealed record IndexSignal(ProductId Product, long Version, string? TraceParent);

/// <summary>A wake-up taken from the queue.</summary>
/// <param name="Receipt">The queue's own name for it, for acknowledging.</param>
public sealed record QueuedSignal(IndexSignal Signal, string Receipt);
