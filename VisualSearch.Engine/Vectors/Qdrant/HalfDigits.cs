using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>
/// The decimal form of every 16-bit number, ready to copy: there are only 31,744 finite ones without the sign. Each is the shortest text that a reader of 32-bit floats
/// turns into exactly the stored number, so nothing is lost on the way. 0.5 MB, made at the first upsert.
/// </summary>
internal sealed class HalfDigits
{
    /// <summary>The most bytes of one number with its sign and a comma.</summary>
    public const int MostBytes = Slot + 1;

    // The last byte of a slot is the length; "6.1035156E-05" has 13 signs.
    private const int Slot = 16;
    private const int Finite = 0x7C00;

    private readonly byte[] _slots = new byte[Finite * Slot];

    private HalfDigits()
    {
        for (int bits = 0; bits < Finite; bits++)
        {
            Span<byte> slot = _slots.AsSpan(bits * Slot, Slot);
            bool fits = Utf8Formatter.TryFormat((float)BitConverter.UInt16BitsToHalf((ushort)bits), slot[..^1], out int length);
            slot[^1] = fits ? (byte)length : throw new InvalidOperationException($"No room for the digits of the number with the bits {bits}");
        }
    }

    public static HalfDigits Table { get; } = new();

    /// <summary>Writes the vector as a JSON array.</summary>
    /// <param name="vector">Finite numbers.</param>
    /// <param name="to">At least two bytes and <see cref="MostBytes"/> for each number.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(ReadOnlySpan<Half> vector, Span<byte> to)
    {
        int at = 0;
        to[at++] = (byte)'[';
        foreach (ushort bits in MemoryMarshal.Cast<Half, ushort>(vector))
        {
            if ((bits & 0x8000) != 0)
            {
                to[at++] = (byte)'-';
            }

            // The whole slot is copied, which is quicker than as much as it holds; the next number overwrites the rest.
            ReadOnlySpan<byte> slot = _slots.AsSpan((bits & 0x7FFF) * Slot, Slot);
            slot.CopyTo(to[at..]);
            at += slot[^1];
            to[at++] = (byte)',';
        }

        to[at - 1] = (byte)']';
        return at;
    }
}
