using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Engine.Search;

/// <summary>What was found, best first.</summary>
/// <param name="SearchId">A ULID; clicks refer to it.</param>
/// <param name="Notice">What the asker should know about how it was answered; null when there is nothing to say.</param>
public sealed record SearchAnswer(string SearchId, IReadOnlyList<SearchResult> Results, string Model, IndexStatus Index, string? Notice);

/// <param name="Similarity">Cosine clamped to 0 to 1; null when found by words alone.</param>
/// <param name="Relevance">By the model's calibration, 0 to 1; null without one or when found by words alone.</param>
/// <param name="Picture">The product's picture that matched; null when found by words alone.</param>
public sealed record SearchResult(ProductCard Product, double? Similarity, double? Relevance, PictureId? Picture, IReadOnlyList<MatchKind> MatchedBy);

/// <summary>What made a product a hit.</summary>
public enum MatchKind
{
    /// <summary>Its picture looks like the picture asked with.</summary>
    Image,

    /// <summary>Its picture shows what the words mean.</summary>
    Semantic,

    /// <summary>Its texts contain the words.</summary>
    Lexical,
}
