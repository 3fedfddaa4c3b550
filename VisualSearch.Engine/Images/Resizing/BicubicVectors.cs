using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Engine.Images;

/// <summary>
/// The two passes with AVX2. Sums are whole numbers, so their order does not matter and the bytes are those of <see cref="BicubicPlain"/>.
/// Each pass says how far it came; what a full vector would overrun is left to the plain code.
/// </summary>
internal static class BicubicVectors
{
    private const int Half = 1 << (BicubicWeights.Precision - 1);

    // Four RGB pixels, as pairs of 16-bit numbers a channel: pixels 0 and 1 in the lower half, 2 and 3 in the upper.
    private static readonly Vector256<byte> Pairs = Vector256.Create(
        (byte)0, 255, 3, 255, 1, 255, 4, 255, 2, 255, 5, 255, 255, 255, 255, 255,
        6, 255, 9, 255, 7, 255, 10, 255, 8, 255, 11, 255, 255, 255, 255, 255);

    private static readonly Vector256<int> Spread = Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1);

    /// <summary>One row; returns the pixels done, from the left.</summary>
    /// <remarks>Compiled at its best at once: the first requests after a start would otherwise pay ten times over.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe int Across(ReadOnlySpan<byte> row, BicubicWeights weights, int origin, Span<byte> target)
    {
        int width = target.Length / 3;
        int stride = weights.Stride;
        Vector256<byte> pairs = Pairs;
        Vector256<int> spread = Spread;
        fixed (byte* source = row, output = target)
        {
            fixed (short* high = weights.High, low = weights.Low)
            fixed (int* from = weights.From, count = weights.Count)
            {
                for (int x = 0; x < width; x++)
                {
                    int groups = (count[x] + 3) / 4;
                    int offset = (from[x] - origin) * 3;

                    // A group reads 16 bytes for 12, and the result is written as 4 bytes for 3.
                    if (offset + (groups * 12) + 4 > row.Length || x == width - 1)
                    {
                        return x;
                    }

                    byte* pixels = source + offset;
                    long* highs = (long*)(high + (x * stride));
                    long* lows = (long*)(low + (x * stride));
                    Vector256<int> coarse = Vector256<int>.Zero;
                    Vector256<int> fine = Vector256<int>.Zero;
                    for (int i = 0; i < groups; i++)
                    {
                        Vector256<short> values = Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(pixels + (i * 12)), pairs).AsInt16();
                        coarse += Avx2.MultiplyAddAdjacent(values, Quad(highs[i], spread));
                        fine += Avx2.MultiplyAddAdjacent(values, Quad(lows[i], spread));
                    }

                    Vector256<int> both = Vector256.ShiftLeft(coarse, BicubicWeights.LowBits) + fine;
                    Vector128<int> sum = both.GetLower() + both.GetUpper() + Vector128.Create(Half);
                    Vector128<short> narrow = Sse2.PackSignedSaturate(Vector128.ShiftRightArithmetic(sum, BicubicWeights.Precision), Vector128<int>.Zero);
                    Unsafe.WriteUnaligned(output + (x * 3), Sse2.PackUnsignedSaturate(narrow, narrow).AsUInt32().ToScalar());
                }
            }
        }

        return width;
    }

    /// <summary>Row <paramref name="y"/> of the result; returns the bytes done, from the left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe int Down(ReadOnlySpan<byte> source, int rowBytes, int rows, BicubicWeights weights, int origin, int y, Span<byte> target)
    {
        int blocks = rowBytes / 16;
        int first = weights.From[y] - origin;
        int pairs = (weights.Count[y] + 1) / 2;
        fixed (byte* start = source, output = target)
        {
            fixed (short* high = weights.High, low = weights.Low)
            {
                int* highs = (int*)(high + (y * weights.Stride));
                int* lows = (int*)(low + (y * weights.Stride));
                for (int block = 0; block < blocks; block++)
                {
                    byte* column = start + (block * 16);
                    Vector256<int> coarseLeft = Vector256<int>.Zero;
                    Vector256<int> coarseRight = Vector256<int>.Zero;
                    Vector256<int> fineLeft = Vector256<int>.Zero;
                    Vector256<int> fineRight = Vector256<int>.Zero;
                    for (int i = 0; i < pairs; i++)
                    {
                        // An odd count's last partner has the weight zero, and its row may be past the last one.
                        int row = first + (2 * i);
                        Vector128<byte> upper = Vector128.Load(column + ((nint)row * rowBytes));
                        Vector128<byte> lower = Vector128.Load(column + ((nint)Math.Min(row + 1, rows - 1) * rowBytes));
                        Vector256<short> left = Avx2.ConvertToVector256Int16(Sse2.UnpackLow(upper, lower));
                        Vector256<short> right = Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(upper, lower));
                        Vector256<short> coarse = Vector256.Create(highs[i]).AsInt16();
                        Vector256<short> fine = Vector256.Create(lows[i]).AsInt16();
                        coarseLeft += Avx2.MultiplyAddAdjacent(left, coarse);
                        coarseRight += Avx2.MultiplyAddAdjacent(right, coarse);
                        fineLeft += Avx2.MultiplyAddAdjacent(left, fine);
                        fineRight += Avx2.MultiplyAddAdjacent(right, fine);
                    }

                    Vector128<short> leftHalf = Narrow(coarseLeft, fineLeft);
                    Vector128<short> rightHalf = Narrow(coarseRight, fineRight);
                    Sse2.PackUnsignedSaturate(leftHalf, rightHalf).Store(output + (block * 16));
                }
            }
        }

        return blocks * 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Quad(long weights, Vector256<int> spread) =>
        Avx2.PermuteVar8x32(Vector256.CreateScalarUnsafe(weights).AsInt32(), spread).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Narrow(Vector256<int> coarse, Vector256<int> fine)
    {
        Vector256<int> sum = Vector256.ShiftLeft(coarse, BicubicWeights.LowBits) + fine + Vector256.Create(Half);
        Vector256<int> value = Vector256.ShiftRightArithmetic(sum, BicubicWeights.Precision);
        return Sse2.PackSignedSaturate(value.GetLower(), value.GetUpper());
    }
}
