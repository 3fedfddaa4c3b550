using System.Text.Json;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Indexing;

/// <summary>The stable words for why a picture is not indexed: those of <see cref="PictureProblem"/>, and what is wrong with no picture.</summary>
public static class PictureFaults
{
    /// <summary>The model had too much to do.</summary>
    internal const string Busy = "busy";

    /// <summary>A mistake of ours.</summary>
    internal const string Internal = "internal";

    /// <summary>Its host did not answer for other pictures and is left alone for a while; nobody asked for this one.</summary>
    internal const string HostRests = "host_rests";

    /// <summary>Every word there is.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetNames<PictureProblem>().Select(WordOf), Busy, Internal, HostRests, PictureWork.UnknownProblem];

    /// <param name="problem">A name of <see cref="PictureProblem"/>, or a word already.</param>
    internal static string WordOf(string problem) => JsonNamingPolicy.SnakeCaseLower.ConvertName(problem);
}
