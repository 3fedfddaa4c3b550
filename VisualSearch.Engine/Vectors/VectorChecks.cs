using System.Buffers;
using System.Numerics.Tensors;

namespace VisualSearch.Engine.Vectors;

/// <summary>What every index refuses before it does anything.</summary>
internal static class VectorChecks
{
    /// <summary>The query's vector at unit length.</summary>
    /// <exception cref="ArgumentException">Another dimension, a number that is not finite, all zeros, or no limit.</exception>
    public static float[] UnitOf(VectorQuery query, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ReadOnlySpan<float> vector = query.Vector.Span;
        if (vector.Length != dimension)
        {
            throw new ArgumentException($"The query has {vector.Length} numbers; the index holds vectors of {dimension}", nameof(query));
        }

        float length = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length) || length == 0 || float.IsNaN(query.MinScore))
        {
            throw new ArgumentException("The query's vector and least score must be finite numbers, the vector not all zeros", nameof(query));
        }

        float[] unit = new float[dimension];
        TensorPrimitives.Divide(vector, length, unit);
        return unit;
    }

    /// <exception cref="ArgumentException">A vector of another dimension, with a number that is not finite, or of all zeros.</exception>
    public static void Check(IReadOnlyList<ProductVectors> products, int dimension)
    {
        float[] scratch = ArrayPool<float>.Shared.Rent(dimension);
        foreach (ProductVectors product in products)
        {
            foreach (PictureVector picture in product.Pictures)
            {
                Check(product, picture, scratch.AsSpan(0, dimension));
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static void Check(ProductVectors product, PictureVector picture, Span<float> scratch)
    {
        ReadOnlySpan<Half> vector = picture.Vector.Span;
        if (vector.Length != scratch.Length)
        {
            throw new ArgumentException($"Picture {picture.Picture} of product {product.Product} has {vector.Length} numbers; the index holds vectors of {scratch.Length}");
        }

        // A length is finite and above 0 exactly when every number is finite and not every one is 0: no fp16 number's square leaves fp32 at either end.
        TensorPrimitives.ConvertToSingle(vector, scratch);
        float length = TensorPrimitives.Norm(scratch);
        if (!float.IsFinite(length) || length == 0)
        {
            throw new ArgumentException($"The vector of picture {picture.Picture} of product {product.Product} must have finite numbers, not all of them 0");
        }
    }
}
