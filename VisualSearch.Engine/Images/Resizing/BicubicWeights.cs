using System.Buffers;

namespace VisualSearch.Engine.Images;

/// <summary>
/// The weights of one axis, for the kept pixels. Each weight is a whole number of 2^-22 and is held as two 16-bit parts, <c>weight = (high &lt;&lt; 11) + low</c>,
/// because a multiply-add of pairs of 16-bit numbers is exact and twice as quick as one of 32-bit numbers.
/// </summary>
internal sealed class BicubicWeights : IDisposable
{
    /// <summary>Fraction bits of a weight.</summary>
    public const int Precision = 22;

    /// <summary>Bits of the low part.</summary>
    public const int LowBits = 11;

    private const int Group = 4;

    private readonly int[] _from;
    private readonly int[] _count;
    private readonly short[] _high;
    private readonly short[] _low;

    public BicubicWeights(ResizeAxis axis)
    {
        int longest = (2 * (int)Math.Ceiling(axis.Support)) + 1;
        Stride = (longest + Group - 1) / Group * Group;
        _from = ArrayPool<int>.Shared.Rent(axis.Kept);
        _count = ArrayPool<int>.Shared.Rent(axis.Kept);
        _high = ArrayPool<short>.Shared.Rent(axis.Kept * Stride);
        _low = ArrayPool<short>.Shared.Rent(axis.Kept * Stride);
        _high.AsSpan(0, axis.Kept * Stride).Clear();
        _low.AsSpan(0, axis.Kept * Stride).Clear();
        double[] weights = ArrayPool<double>.Shared.Rent(longest);
        for (int i = 0; i < axis.Kept; i++)
        {
            Fill(axis, i, weights);
        }

        ArrayPool<double>.Shared.Return(weights);
    }

    /// <summary>Places per pixel in <see cref="High"/> and <see cref="Low"/>: a multiple of four, zero after the last weight.</summary>
    public int Stride { get; }

    /// <summary>The first source pixel under each kept one.</summary>
    public ReadOnlySpan<int> From => _from;

    /// <summary>How many source pixels are under each kept one.</summary>
    public ReadOnlySpan<int> Count => _count;

    public ReadOnlySpan<short> High => _high;

    public ReadOnlySpan<short> Low => _low;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_from);
        ArrayPool<int>.Shared.Return(_count);
        ArrayPool<short>.Shared.Return(_high);
        ArrayPool<short>.Shared.Return(_low);
    }

    // Keys' cubic with a = -0.5, stretched over more source pixels where the picture gets smaller. The order of the operations is part of the result.
    private static double Cubic(double t) => t switch
    {
        < 1 => (((1.5 * t) - 2.5) * t * t) + 1,
        < 2 => ((((((t - 5) * t) + 8) * t) - 4) * -0.5),
        _ => 0,
    };

    private void Fill(ResizeAxis axis, int index, double[] weights)
    {
        long position = axis.From + index;
        (int from, int to) = axis.Window(position);
        double centre = (position + 0.5) * axis.Scale;
        double inverse = 1 / Math.Max(axis.Scale, 1);
        double sum = 0;
        for (int i = from; i < to; i++)
        {
            double weight = Cubic(Math.Abs((i - centre + 0.5) * inverse));
            weights[i - from] = weight;
            sum += weight;
        }

        _from[index] = from;
        _count[index] = to - from;
        double one = sum == 0 ? 1 : 1 / sum;
        for (int i = 0; i < to - from; i++)
        {
            double scaled = weights[i] * one * (1 << Precision);
            int weight = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
            _high[(index * Stride) + i] = (short)(weight >> LowBits);
            _low[(index * Stride) + i] = (short)(weight & ((1 << LowBits) - 1));
        }
    }
}
