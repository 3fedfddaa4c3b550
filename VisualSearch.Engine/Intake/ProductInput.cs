using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Intake;

/// <summary>A product write that passed every check.</summary>
/// <param name="Pictures">References in order; null when the client said nothing about pictures.</param>
public sealed record ProductInput(ProductDetails Details, IReadOnlyList<string>? Pictures);
