using System.Numerics.Tensors;

namespace VisualSearch.QdrantStandIn;

/// <summary>How vectors are compared.</summary>
internal enum Distance
{
    Cosine,
    Dot,
    Euclid,
    Manhattan,
}

/// <summary>The numbers of a <see cref="Distance"/>.</summary>
internal static class Distances
{
    private const float UnitTolerance = 1e-6f;

    public static bool LargerIsNearer(this Distance distance) => distance is Distance.Cosine or Distance.Dot;

    /// <summary>As it is stored: cosine keeps unit vectors, and leaves zeros and near-units alone.</summary>
    public static float[] Prepare(this Distance distance, float[] vector)
    {
        if (distance != Distance.Cosine)
        {
            return vector;
        }

        float square = TensorPrimitives.SumOfSquares<float>(vector);
        if (square == 0 || Math.Abs(square - 1) <= UnitTolerance)
        {
            return vector;
        }

        float[] unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, MathF.Sqrt(square), unit);
        return unit;
    }

    public static float Score(this Distance distance, float[] left, float[] right) => distance switch
    {
        Distance.Euclid => TensorPrimitives.Distance<float>(left, right),
        Distance.Manhattan => left.Zip(right, (one, other) => Math.Abs(one - other)).Sum(),
        _ => TensorPrimitives.Dot<float>(left, right),
    };
}
