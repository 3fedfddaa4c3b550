using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>AVX2: codes widened to 16 bits, multiplied and summed in pairs into 32 bits, which cannot saturate.</summary>
internal readonly struct Avx2Dot : IRowDot
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ref byte row, QueryCodes query)
    {
        ref short whole = ref query.Whole;
        Vector256<int> sum0 = Vector256<int>.Zero, sum1 = Vector256<int>.Zero;
        for (nuint at = 0; at < (nuint)query.Stride; at += 32)
        {
            sum0 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref row, at)), Vector256.LoadUnsafe(ref whole, at));
            sum1 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref row, at + 16)), Vector256.LoadUnsafe(ref whole, at + 16));
        }

        return Vector256.Sum(sum0 + sum1) - query.Offset;
    }
}
