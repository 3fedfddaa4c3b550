namespace VisualSearch.Engine.Indexing;

/// <summary>How far the index is behind the catalogue.</summary>
/// <param name="Vectors">Vectors that searches can find.</param>
/// <param name="Pending">Products whose current version is not processed.</param>
/// <param name="OldestPending">When the oldest of those changes was made; null when nothing is pending.</param>
/// <param name="Lag">Age of that change; zero when nothing is pending.</param>
public sealed record IndexStatus(long Vectors, long Pending, DateTimeOffset? OldestPending, TimeSpan Lag);
