namespace VisualSearch.Api.Products;

/// <summary>One page of products.</summary>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last.</param>
/// <param name="Total">How many products the filters leave, over all pages.</param>
internal sealed record ProductListJson(IReadOnlyList<ProductJson> Items, string? NextCursor, long Total);
