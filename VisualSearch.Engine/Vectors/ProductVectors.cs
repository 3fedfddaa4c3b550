namespace VisualSearch.Engine.Vectors;

/// <summary>Everything the index keeps of one product at one version.</summary>
/// <param name="Version">The catalogue's version of the product that these vectors belong to; the fence.</param>
/// <param name="Pictures">Empty to remove the product.</param>
public sealed record ProductVectors(ProductId Product, long Version, FilterFields Fields, IReadOnlyList<PictureVector> Pictures);

/// <summary>The embedding of one picture.</summary>
/// <param name="Vector">Unit length, the collection's dimension, as stored in the catalogue.</param>
public sealed record PictureVector(PictureId Picture, ReadOnlyMemory<Half> Vector);
