using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing.ModelChange;

/// <summary>How alike two generations answer what was asked lately.</summary>
/// <param name="Texts">Searches by words that were compared, by meaning alone; 0 where one of the models cannot read.</param>
/// <param name="Products">Searches for products like one of the newest that were compared.</param>
/// <param name="Skipped">Products that one of the two has no vector of.</param>
/// <param name="Mean">Share of the first ten answers that both have, 0 to 1, over all queries; null when there was nothing to compare.</param>
/// <param name="Least">Of the query that is worst; null when there was nothing to compare.</param>
/// <param name="Worst">The queries with the least in common, at most ten.</param>
public sealed record OverlapReport(Generation Active, Generation Other, int Texts, int Products, int Skipped, double? Mean, double? Least, IReadOnlyList<ComparedQuery> Worst);

/// <summary>One query and what both answered.</summary>
/// <param name="Text">Of a search by words; null for one by a product.</param>
/// <param name="Product">Of a search for products like it; null for one by words.</param>
/// <param name="Overlap">Products that both name among the first ten, by the longer of the two answers; 1 when both are empty.</param>
/// <param name="Active">What the active generation answers, best first.</param>
/// <param name="Other">What the other one answers, best first.</param>
public sealed record ComparedQuery(string? Text, ProductId? Product, double Overlap, IReadOnlyList<ProductId> Active, IReadOnlyList<ProductId> Other);
