namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>What became of each file of one variant of a model.</summary>
/// <param name="Directory">Where downloaded files are.</param>
public sealed record PullReport(string Name, string Variant, string Directory, IReadOnlyList<PulledFile> Files)
{
    /// <summary>The model can be used.</summary>
    public bool Complete => Files.All(file => file.Outcome != PullOutcome.Failed);
}

/// <param name="Path">Inside the model's folder.</param>
/// <param name="Problem">Why it failed, in a sentence; null when it did not.</param>
public sealed record PulledFile(string Path, PullOutcome Outcome, long? Bytes, string? Problem);

/// <summary>How the pull of a file ended.</summary>
public enum PullOutcome
{
    /// <summary>It was there, and is what the manifest means.</summary>
    Present,

    /// <summary>It is there now.</summary>
    Downloaded,

    /// <summary>It is missing or damaged.</summary>
    Failed,
}
