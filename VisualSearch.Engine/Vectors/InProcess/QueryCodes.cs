using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// A query as the scan reads it: whole numbers of up to 15 bits (against the rows' 8, so nearly all of the scan's error is the rows'),
/// as 16-bit numbers and split into two bytes, <c>whole = high * 128 + low</c>.
/// </summary>
internal sealed class QueryCodes
{
    public const int LowBits = 7;

    private const int MostLevels = 127 << LowBits;

    private readonly sbyte[] _high;
    private readonly sbyte[] _low;
    private readonly short[] _whole;

    /// <param name="unit">Unit length.</param>
    /// <param name="stride">Codes in a row, the dimension rounded up; the codes beyond the dimension are multiplied by 0.</param>
    public QueryCodes(ReadOnlySpan<float> unit, int stride)
    {
        Stride = stride;
        _high = new sbyte[stride];
        _low = new sbyte[stride];
        _whole = new short[stride];

        // As many levels as leave every possible dot product within 32 bits.
        float levels = Math.Min(MostLevels, int.MaxValue / (RowCodes.Zero * stride));
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude(unit));
        Scale = largest / levels;
        double lost = 0;
        int sum = 0;
        for (int at = 0; at < unit.Length; at++)
        {
            int code = (int)MathF.Round(unit[at] / Scale);
            int high = (code + (1 << (LowBits - 1))) >> LowBits;
            _whole[at] = (short)code;
            _high[at] = (sbyte)high;
            _low[at] = (sbyte)(code - (high << LowBits));
            sum += code;
            double error = unit[at] - ((double)code * Scale);
            lost += error * error;
        }

        Offset = sum * RowCodes.Zero;
        Error = (float)Math.Sqrt(lost);
    }

    public int Stride { get; }

    /// <summary>What one level stands for.</summary>
    public float Scale { get; }

    /// <summary>Length of what rounding lost.</summary>
    public float Error { get; }

    /// <summary>What a row of all-zero numbers would sum to, to be taken off.</summary>
    public int Offset { get; }

    public ref sbyte High => ref MemoryMarshal.GetArrayDataReference(_high);

    public ref sbyte Low => ref MemoryMarshal.GetArrayDataReference(_low);

    public ref short Whole => ref MemoryMarshal.GetArrayDataReference(_whole);
}
