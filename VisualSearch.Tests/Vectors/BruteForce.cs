using System.Numerics.Tensors;
using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Tests.Vectors;

/// <summary>The index as one would write it on a napkin: a dictionary, and every vector compared at every search.</summary>
internal sealed class BruteForce
{
    private readonly Dictionary<ProductId, ProductVectors> _products = [];

    public long Count => _products.Values.Sum(product => (long)product.Pictures.Count);

    public void Apply(IEnumerable<ProductVectors> products)
    {
        foreach (ProductVectors product in products)
        {
            if (!_products.TryGetValue(product.Product, out ProductVectors? stored) || stored.Version <= product.Version)
            {
                _products[product.Product] = product;
            }
        }
    }

    public VectorHit[] Search(VectorQuery query) =>
        [.. _products.Values
            .Where(product => product.Pictures.Count > 0 && product.Fields.Pass(product.Product, query.Filter))
            .Select(product => product.Pictures
                .Select(picture => new VectorHit(product.Product, picture.Picture, Cosine(picture.Vector.Span, query.Vector.Span)))
                .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Picture.Value)
                .First())
            .Where(hit => hit.Score >= query.MinScore)
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Product)
            .Take(query.Limit)];

    private static float Cosine(ReadOnlySpan<Half> stored, ReadOnlySpan<float> query)
    {
        float[] vector = new float[stored.Length];
        TensorPrimitives.ConvertToSingle(stored, vector);
        float[] unit = new float[query.Length];
        TensorPrimitives.Divide(query, TensorPrimitives.Norm(query), unit);
        return Math.Clamp(TensorPrimitives.Dot<float>(vector, unit) * (1 / TensorPrimitives.Norm<float>(vector)), -1, 1);
    }
}
