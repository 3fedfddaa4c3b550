namespace VisualSearch.Engine.Vectors;

/// <summary>A question to the index.</summary>
/// <param name="Vector">Unit length, the collection's dimension.</param>
/// <param name="Limit">How many products at most, 1 or more.</param>
/// <param name="MinScore">Least cosine of a hit; -1 asks for nothing.</param>
public sealed record VectorQuery(ReadOnlyMemory<float> Vector, int Limit, float MinScore, SearchFilter Filter);

/// <summary>One product found.</summary>
/// <param name="Picture">The product's picture that is nearest.</param>
/// <param name="Score">Cosine, -1 to 1.</param>
public readonly record struct VectorHit(ProductId Product, PictureId Picture, float Score);
