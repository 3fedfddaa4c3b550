namespace VisualSearch.Engine.Search;

/// <summary>A product found, before its card is read.</summary>
internal sealed record Hit(ProductId Product, double? Similarity, double? Relevance, PictureId? Picture, IReadOnlyList<MatchKind> MatchedBy);
