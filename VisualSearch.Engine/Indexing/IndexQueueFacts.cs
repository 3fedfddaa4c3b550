namespace VisualSearch.Engine.Indexing;

/// <summary>How a queue stands.</summary>
/// <param name="Waiting">Wake-ups that wait.</param>
/// <param name="Taken">Wake-ups that were taken and are not acknowledged; 0 where the queue does not keep them.</param>
/// <param name="OldestAge">How long ago the oldest of both was put in; null when there is none.</param>
public sealed record IndexQueueFacts(long Waiting, long Taken, TimeSpan? OldestAge);
