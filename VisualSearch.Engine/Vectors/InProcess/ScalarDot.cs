using System.Runtime.CompilerServices;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>The definition, and the way where there are no vector instructions.</summary>
internal readonly struct ScalarDot : IRowDot
{
    public static bool IsSupported => true;

    public static int Dot(ref byte row, QueryCodes query)
    {
        ref short whole = ref query.Whole;
        int sum = 0;
        for (int at = 0; at < query.Stride; at++)
        {
            sum += Unsafe.Add(ref row, at) * Unsafe.Add(ref whole, at);
        }

        return sum - query.Offset;
    }
}
