namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>How far a download is, or what happened to it.</summary>
/// <param name="File">Path inside the model's folder; empty while waiting for another download of the model.</param>
/// <param name="Bytes">That are here, those of earlier attempts included.</param>
/// <param name="Total">Null when not known.</param>
/// <param name="Event">A sentence about what was out of the ordinary; null for mere progress.</param>
public sealed record DownloadProgress(string File, long Bytes, long? Total, string? Event = null);
