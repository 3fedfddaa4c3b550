using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>AVX-512BW: codes widened to 16 bits, multiplied and summed in pairs into 32 bits, which cannot saturate.</summary>
internal readonly struct Avx512Dot : IRowDot
{
    public static bool IsSupported => Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ref byte row, QueryCodes query)
    {
        ref short whole = ref query.Whole;
        Vector512<int> sum0 = Vector512<int>.Zero, sum1 = Vector512<int>.Zero;
        for (nuint at = 0; at < (nuint)query.Stride; at += 64)
        {
            sum0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref row, at)), Vector512.LoadUnsafe(ref whole, at));
            sum1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref row, at + 32)), Vector512.LoadUnsafe(ref whole, at + 32));
        }

        return Vector512.Sum(sum0 + sum1) - query.Offset;
    }
}
