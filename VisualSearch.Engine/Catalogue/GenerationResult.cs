namespace VisualSearch.Engine.Catalogue;

/// <summary>What became of a change to the generations.</summary>
/// <param name="Generation">The one that was made, is active now, is gone, or stands in the way; null where there is none to name.</param>
/// <param name="Progress">How far it is, where that decided.</param>
/// <param name="Detail">What is wrong with the model; null for every other outcome.</param>
public sealed record GenerationResult(GenerationOutcome Outcome, Generation? Generation = null, GenerationProgress? Progress = null, string? Detail = null);

/// <summary>The ways in which a change to the generations can end.</summary>
public enum GenerationOutcome
{
    /// <summary>It was made, switched to, gone back to or dropped.</summary>
    Done,

    /// <summary>Nothing to do: searches use it already.</summary>
    AlreadyActive,

    /// <summary>There is no such generation.</summary>
    NotFound,

    /// <summary>A generation of this fingerprint lives already.</summary>
    Exists,

    /// <summary>The model is not there, or is not what the generation was made with.</summary>
    ModelUnavailable,

    /// <summary>It has not taken in the whole catalogue.</summary>
    Incomplete,

    /// <summary>Searches use it, so it stays.</summary>
    InUse,

    /// <summary>No living generation is older than the active one.</summary>
    NothingBefore,
}
