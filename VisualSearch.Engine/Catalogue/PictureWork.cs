namespace VisualSearch.Engine.Catalogue;

/// <summary>What became of one picture. Exactly one of: content (indexed), error with a next attempt (put off), error without (failed for good).</summary>
/// <param name="Content">Of a picture that is put off: what it showed before, if that is embedded and goes on being found; else null.</param>
/// <param name="Embedding">Set when it was embedded just now, unit length; null when an embedding of the content was there already.</param>
public sealed record PictureWork(PictureId Id, ContentHash? Content, string? ETag, Half[]? Embedding, string? Error, DateTimeOffset? NextAttempt)
{
    /// <summary>What stands for a problem whose word is not known, as of pictures that failed before there were words.</summary>
    public const string UnknownProblem = "unknown";

    /// <summary>The stable word for <see cref="Error"/>; null without one.</summary>
    public string? Problem { get; init; }

    /// <summary>False for a picture that is put off and was not asked for: it keeps its attempts.</summary>
    public bool Attempted { get; init; } = true;

    /// <summary>The same content in the spaces of other models, so that its generations need not fetch it as well.</summary>
    public IReadOnlyList<OtherEmbedding> Others { get; init; } = [];
}

/// <summary>An embedding under another fingerprint.</summary>
public sealed record OtherEmbedding(string Fingerprint, Half[] Vector);
