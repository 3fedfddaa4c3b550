namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>What a look at one file of a model found.</summary>
/// <param name="Path">Inside the model's folder.</param>
/// <param name="Problem">Null when the file is what the manifest means.</param>
/// <param name="Missing">It is not there at all.</param>
public sealed record CheckedFile(string Model, string Path, bool Missing, string? Problem);
