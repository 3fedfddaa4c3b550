using System.Numerics.Tensors;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>Brings a tower's row to length 1, since no public export does and every index here compares by dot product.</summary>
internal static class UnitVector
{
    /// <exception cref="InvalidDataException">The row is zero or not finite: the model is broken, or its input was.</exception>
    public static float[] Of(ReadOnlySpan<float> row)
    {
        float norm = TensorPrimitives.Norm(row);
        if (!float.IsFinite(norm) || norm == 0)
        {
            throw new InvalidDataException($"The model gave a vector of length {norm}");
        }

        float[] unit = new float[row.Length];
        TensorPrimitives.Divide(row, norm, unit);
        return unit;
    }
}
