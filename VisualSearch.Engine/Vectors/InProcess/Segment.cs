using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// A run of products and their rows. What is written is never changed, only added to, so every snapshot that knows how far it may read can share the arrays.
/// The rows of a product lie side by side and never span segments.
/// </summary>
internal sealed class Segment
{
    private readonly int _dimension;
    private readonly int _codesStart;
    private readonly byte[] _codes;
    private readonly Half[] _exact;
    private readonly RowCodes[] _rows;
    private readonly PictureId[] _pictures;
    private readonly Entry[] _entries;

    // Where each product's rows begin, and behind the last where they end: all that a scan without a filter reads of a product that is far away.
    private readonly int[] _starts;

    public Segment(int dimension, int capacity)
    {
        _dimension = dimension;
        Stride = RowCodes.StrideOf(dimension);
        Capacity = capacity;

        // Pinned, so that the start that is aligned to a cache line stays so.
        _codes = GC.AllocateUninitializedArray<byte>((capacity * Stride) + RowCodes.Alignment, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_codes, 0);
        _codesStart = (int)(-address & (RowCodes.Alignment - 1));
        _exact = GC.AllocateUninitializedArray<Half>(capacity * dimension);
        _rows = new RowCodes[capacity];
        _pictures = new PictureId[capacity];
        _entries = new Entry[capacity];
        _starts = new int[capacity + 1];
    }

    /// <summary>Rows that fit.</summary>
    public int Capacity { get; }

    public int Stride { get; }

    public ref readonly Entry EntryAt(int entry) => ref _entries[entry];

    /// <summary>Where the rows of each of the first products begin, and one more: where the last one's end.</summary>
    public ReadOnlySpan<int> Starts(int entries) => _starts.AsSpan(0, entries + 1);

    public ReadOnlySpan<RowCodes> Rows(int count) => _rows.AsSpan(0, count);

    public PictureId PictureAt(int row) => _pictures[row];

    public ref byte CodesAt(int row) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_codes), _codesStart + (row * Stride));

    /// <summary>Asks, into the second cache, for the memory that lies <paramref name="bytes"/> behind a row's codes, a row's length of it. Beyond the end it does nothing.</summary>
    public unsafe void Prefetch(int row, int bytes)
    {
        if (Sse.IsSupported)
        {
            byte* ahead = (byte*)Unsafe.AsPointer(ref CodesAt(row)) + bytes;
            for (int line = 0; line < Stride; line += RowCodes.Alignment)
            {
                Sse.Prefetch1(ahead + line);
            }
        }
    }

    /// <summary>The cosine of a row as it was stored and a unit vector.</summary>
    /// <param name="scratch">The dimension's numbers, overwritten.</param>
    public float Cosine(int row, ReadOnlySpan<float> unit, Span<float> scratch)
    {
        TensorPrimitives.ConvertToSingle(_exact.AsSpan(row * _dimension, _dimension), scratch);
        return Math.Clamp(TensorPrimitives.Dot(scratch, unit) * _rows[row].InverseLength, -1, 1);
    }

    /// <summary>Writes a product behind what is there; nobody sees it before a snapshot says so.</summary>
    public void Append(int entry, int row, ProductVectors product, EntryFields fields, Span<float> scratch)
    {
        _entries[entry] = new Entry(product.Product, product.Version, row, product.Pictures.Count, fields);
        foreach (PictureVector picture in product.Pictures)
        {
            ReadOnlySpan<Half> vector = picture.Vector.Span;
            vector.CopyTo(_exact.AsSpan(row * _dimension));
            TensorPrimitives.ConvertToSingle(vector, scratch);
            _rows[row] = RowCodes.Write(scratch, _codes.AsSpan(_codesStart + (row * Stride), Stride));
            _pictures[row] = picture.Picture;
            row++;
        }

        _starts[entry + 1] = row;
    }

    /// <summary>Writes a product of another segment behind what is there.</summary>
    public void Append(int entry, int row, Segment source, int sourceEntry)
    {
        ref readonly Entry moved = ref source._entries[sourceEntry];
        _entries[entry] = moved with { Row = row };
        source._codes.AsSpan(source._codesStart + (moved.Row * Stride), moved.Rows * Stride).CopyTo(_codes.AsSpan(_codesStart + (row * Stride)));
        source._exact.AsSpan(moved.Row * _dimension, moved.Rows * _dimension).CopyTo(_exact.AsSpan(row * _dimension));
        source._rows.AsSpan(moved.Row, moved.Rows).CopyTo(_rows.AsSpan(row));
        source._pictures.AsSpan(moved.Row, moved.Rows).CopyTo(_pictures.AsSpan(row));
        _starts[entry + 1] = row + moved.Rows;
    }
}

/// <summary>A product in a segment.</summary>
/// <param name="Row">The first of its rows.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct Entry(ProductId Product, long Version, int Row, int Rows, EntryFields Fields);
