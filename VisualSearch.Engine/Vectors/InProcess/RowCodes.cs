using System.Numerics.Tensors;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// How a stored vector is written for the scan: a byte a number, <c>128 + round(x / scale)</c> with the vector's own scale, largest magnitude at 127.
/// </summary>
/// <param name="Factor">What one level stands for after division by the vector's length: <c>Factor * (code - 128)</c> approximates the unit vector.</param>
/// <param name="Error">Length of the difference between that approximation and the unit vector. By Cauchy and Schwarz no cosine is off by more.</param>
/// <param name="InverseLength">1 / the stored vector's length; near 1.</param>
internal readonly record struct RowCodes(float Factor, float Error, float InverseLength)
{
    /// <summary>The code of the number 0.</summary>
    public const int Zero = 128;

    private const int Levels = 127;

    /// <summary>Codes beyond the dimension bring a row to a multiple of this, so that no loop has a remainder.</summary>
    public const int Alignment = 64;

    public static int StrideOf(int dimension) => (dimension + Alignment - 1) / Alignment * Alignment;

    /// <param name="vector">Finite, not all zero.</param>
    /// <param name="codes">Receives the codes.</param>
    public static RowCodes Write(ReadOnlySpan<float> vector, Span<byte> codes)
    {
        float length = TensorPrimitives.Norm(vector);
        float scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / Levels;
        float perLevel = 1 / scale;
        float lost = 0;
        for (int at = 0; at < vector.Length; at++)
        {
            float level = MathF.Round(vector[at] * perLevel);
            float error = vector[at] - (level * scale);
            lost += error * error;
            codes[at] = (byte)(Zero + (int)level);
        }

        codes[vector.Length..].Fill(Zero);
        return new RowCodes(scale / length, MathF.Sqrt(lost) / length, 1 / length);
    }
}
