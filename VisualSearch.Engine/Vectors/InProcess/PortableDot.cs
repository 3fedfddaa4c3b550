using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>Any processor with 128-bit vectors (ARM64 among them): everything widened to 32 bits.</summary>
internal readonly struct PortableDot : IRowDot
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ref byte row, QueryCodes query)
    {
        ref short whole = ref query.Whole;
        Vector128<int> sum0 = Vector128<int>.Zero, sum1 = Vector128<int>.Zero;
        for (nuint at = 0; at < (nuint)query.Stride; at += 16)
        {
            (Vector128<ushort> codes0, Vector128<ushort> codes1) = Vector128.Widen(Vector128.LoadUnsafe(ref row, at));
            sum0 += Multiply(codes0.AsInt16(), Vector128.LoadUnsafe(ref whole, at));
            sum1 += Multiply(codes1.AsInt16(), Vector128.LoadUnsafe(ref whole, at + 8));
        }

        return Vector128.Sum(sum0 + sum1) - query.Offset;
    }

    private static Vector128<int> Multiply(Vector128<short> codes, Vector128<short> query)
    {
        (Vector128<int> codesLow, Vector128<int> codesHigh) = Vector128.Widen(codes);
        (Vector128<int> queryLow, Vector128<int> queryHigh) = Vector128.Widen(query);
        return (codesLow * queryLow) + (codesHigh * queryHigh);
    }
}
