namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>The mutable side of the index. Not thread-safe: the index lets one caller in at a time.</summary>
internal sealed class IndexWriter(int dimension, NameTable names)
{
    /// <summary>Rows of the first segments; small, because a small catalogue should take little memory.</summary>
    public const int LeastCapacity = 256;

    /// <summary>Rows of the segments of a large catalogue: what compaction copies at most, and 1/10 of 76,462.</summary>
    public const int MostCapacity = 8192;

    /// <summary>How many removals are remembered.</summary>
    public const int RemovedCapacity = 65_536;

    // A segment is rewritten when more than 1/4 of its rows are dead: at most 1/3 more memory and scanning, and 3 rows copied for each that died.
    private const int CompactionShare = 4;

    private readonly Dictionary<ProductId, Place> _places = [];
    private readonly List<SegmentState> _segments = [];
    private readonly RemovedVersions _removed = new(RemovedCapacity);
    private readonly float[] _scratch = new float[dimension];
    private SegmentState? _tail;
    private long _rows;

    /// <summary>Rows that the segments hold, dead ones included.</summary>
    public long HeldRows => _segments.Sum(segment => (long)segment.Rows);

    /// <summary>Puts a product in its new state unless its stored version is newer.</summary>
    public void Apply(ProductVectors product)
    {
        bool known = _places.TryGetValue(product.Product, out Place place);
        if (known)
        {
            if (place.Segment.Segment.EntryAt(place.Entry).Version > product.Version)
            {
                return;
            }

            Kill(place);
        }
        else if (_removed.TryGet(product.Product, out long removed) && removed > product.Version)
        {
            return;
        }

        if (product.Pictures.Count == 0)
        {
            _places.Remove(product.Product);
            _removed.Remember(product.Product, product.Version);
            return;
        }

        _removed.Forget(product.Product);
        SegmentState tail = TailFor(product.Pictures.Count);
        _places[product.Product] = new Place(tail, tail.Append(product, FieldsOf(product.Fields), _scratch));
        _rows += product.Pictures.Count;
    }

    /// <summary>Compacts what has become sparse, and fixes the state.</summary>
    public Snapshot Publish()
    {
        for (int at = _segments.Count - 1; at >= 0; at--)
        {
            SegmentState segment = _segments[at];
            if (segment != _tail && segment.DeadRows * CompactionShare > segment.Rows)
            {
                _segments.RemoveAt(at);
                Move(segment);

                // Moving may have filled the tail and begun another: look at every segment again.
                at = _segments.Count;
            }
        }

        return new Snapshot([.. _segments.Select(segment => segment.View())], _places.Count, _rows);
    }

    private void Move(SegmentState from)
    {
        for (int entry = 0; entry < from.Entries; entry++)
        {
            if (!from.IsDead(entry))
            {
                ref readonly Entry moved = ref from.Segment.EntryAt(entry);
                SegmentState tail = TailFor(moved.Rows);
                _places[moved.Product] = new Place(tail, tail.Append(from.Segment, entry));
            }
        }
    }

    private void Kill(Place place)
    {
        _rows -= place.Segment.Segment.EntryAt(place.Entry).Rows;
        place.Segment.Kill(place.Entry);
    }

    private SegmentState TailFor(int rows)
    {
        if (_tail is null || !_tail.HasRoomFor(rows))
        {
            int capacity = (int)Math.Clamp(_rows, LeastCapacity, MostCapacity);
            _tail = new SegmentState(dimension, Math.Max(capacity, rows));
            _segments.Add(_tail);
        }

        return _tail;
    }

    private EntryFields FieldsOf(FilterFields fields) => new(
        names.NumberOf(fields.Category),
        names.NumberOf(fields.Brand),
        fields.PriceMinor ?? EntryFields.NoPrice,
        fields.InStock switch
        {
            null => Stock.Unknown,
            true => Stock.In,
            false => Stock.Out,
        });

    private readonly record struct Place(SegmentState Segment, int Entry);
}
