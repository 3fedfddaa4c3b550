namespace VisualSearch.Engine.Vectors;

/// <summary>One vector of an index without its numbers: what a comparison with the catalogue looks at.</summary>
/// <param name="Version">The product's version that it was written with.</param>
public readonly record struct IndexedPicture(ProductId Product, PictureId Picture, long Version);
