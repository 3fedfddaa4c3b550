using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        float lost = Round(vector, scale, codes);
        codes[vector.Length..].Fill(Zero);
        return new RowCodes(scale / length, MathF.Sqrt(lost) / length, 1 / length);
    }

    /// <returns>The sum of squares of what rounding lost.</returns>
    /// <remarks>Compiled at its best at once: at start it runs for every stored vector before the runtime would have found out that it matters.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Round(ReadOnlySpan<float> vector, float scale, Span<byte> codes)
    {
        float perLevel = 1 / scale;
        Vector128<float> lost = Vector128<float>.Zero;
        int at = 0;
        for (; at + Vector128<byte>.Count <= vector.Length; at += Vector128<byte>.Count)
        {
            ReadOnlySpan<float> part = vector.Slice(at, Vector128<byte>.Count);
            Vector128<short> low = Vector128.Narrow(Round(part, 0, perLevel, scale, ref lost), Round(part, 4, perLevel, scale, ref lost));
            Vector128<short> high = Vector128.Narrow(Round(part, 8, perLevel, scale, ref lost), Round(part, 12, perLevel, scale, ref lost));
            Vector128<byte> levels = Vector128.Narrow(low, high).AsByte();
            (levels ^ Vector128.Create((byte)Zero)).CopyTo(codes[at..]);
        }

        float rest = 0;
        for (; at < vector.Length; at++)
        {
            float level = MathF.Round(vector[at] * perLevel);
            float error = vector[at] - (level * scale);
            rest += error * error;
            codes[at] = (byte)(Zero + (int)level);
        }

        return Vector128.Sum(lost) + rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(ReadOnlySpan<float> part, int from, float perLevel, float scale, ref Vector128<float> lost)
    {
        Vector128<float> numbers = Vector128.Create(part.Slice(from, 4));
        Vector128<float> levels = Vector128.Round(numbers * perLevel);
        Vector128<float> error = numbers - (levels * scale);
        lost += error * error;
        return Vector128.ConvertToInt32(levels);
    }
}
