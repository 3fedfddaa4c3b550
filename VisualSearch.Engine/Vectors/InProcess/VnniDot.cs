using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>AVX-VNNI: bytes are multiplied and summed in fours without an intermediate that could saturate; the query's 15 bits go in as two bytes.</summary>
internal readonly struct VnniDot : IRowDot
{
    public static bool IsSupported => AvxVnni.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ref byte row, QueryCodes query)
    {
        ref sbyte high = ref query.High;
        ref sbyte low = ref query.Low;
        Vector256<int> high0 = Vector256<int>.Zero, high1 = Vector256<int>.Zero;
        Vector256<int> low0 = Vector256<int>.Zero, low1 = Vector256<int>.Zero;
        for (nuint at = 0; at < (nuint)query.Stride; at += 64)
        {
            Vector256<byte> row0 = Vector256.LoadUnsafe(ref row, at);
            Vector256<byte> row1 = Vector256.LoadUnsafe(ref row, at + 32);
            high0 = AvxVnni.MultiplyWideningAndAdd(high0, row0, Vector256.LoadUnsafe(ref high, at));
            low0 = AvxVnni.MultiplyWideningAndAdd(low0, row0, Vector256.LoadUnsafe(ref low, at));
            high1 = AvxVnni.MultiplyWideningAndAdd(high1, row1, Vector256.LoadUnsafe(ref high, at + 32));
            low1 = AvxVnni.MultiplyWideningAndAdd(low1, row1, Vector256.LoadUnsafe(ref low, at + 32));
        }

        return Vector256.Sum(((high0 + high1) << QueryCodes.LowBits) + low0 + low1) - query.Offset;
    }
}
