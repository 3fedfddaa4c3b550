namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>The writer's side of a segment: where the next product goes and which are gone.</summary>
internal sealed class SegmentState(int dimension, int capacity)
{
    private ulong[]? _dead;
    private bool _deadIsShared;
    private SegmentView? _view;

    public Segment Segment { get; } = new(dimension, capacity);

    public int Entries { get; private set; }

    public int Rows { get; private set; }

    public int DeadRows { get; private set; }

    public bool HasRoomFor(int rows) => Segment.Capacity - Rows >= rows;

    public bool IsDead(int entry) => _dead is not null && (_dead[entry >> 6] & (1UL << entry)) != 0;

    /// <returns>The product's entry.</returns>
    public int Append(ProductVectors product, EntryFields fields, Span<float> scratch)
    {
        Segment.Append(Entries, Rows, product, fields, scratch);
        return Advance(product.Pictures.Count);
    }

    /// <returns>The product's entry.</returns>
    public int Append(Segment source, int sourceEntry)
    {
        Segment.Append(Entries, Rows, source, sourceEntry);
        return Advance(source.EntryAt(sourceEntry).Rows);
    }

    public void Kill(int entry)
    {
        if (_dead is null)
        {
            _dead = new ulong[(Segment.Capacity + 63) / 64];
        }
        else if (_deadIsShared)
        {
            _dead = [.. _dead];
        }

        _deadIsShared = false;
        _view = null;
        _dead[entry >> 6] |= 1UL << entry;
        DeadRows += Segment.EntryAt(entry).Rows;
    }

    /// <summary>What a snapshot taken now may see; the same object until something changes.</summary>
    public SegmentView View()
    {
        _deadIsShared = true;
        return _view ??= new SegmentView(Segment, Entries, _dead);
    }

    private int Advance(int rows)
    {
        _view = null;
        Rows += rows;
        return Entries++;
    }
}
