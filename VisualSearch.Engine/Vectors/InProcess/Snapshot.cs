namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>Everything a search reads, fixed at one moment.</summary>
/// <param name="Products">Living products.</param>
/// <param name="Rows">Living vectors.</param>
internal sealed record Snapshot(SegmentView[] Segments, int Products, long Rows)
{
    public static readonly Snapshot Empty = new([], 0, 0);

    /// <summary>The living rows, product by product.</summary>
    public IEnumerable<IndexedPicture> Pictures()
    {
        foreach (SegmentView view in Segments)
        {
            for (int at = 0; at < view.Entries; at++)
            {
                Entry entry = view.Segment.EntryAt(at);
                for (int row = entry.Row; row < entry.Row + entry.Rows && !view.IsDead(at); row++)
                {
                    yield return new IndexedPicture(entry.Product, view.Segment.PictureAt(row), entry.Version);
                }
            }
        }
    }
}

/// <summary>How far a snapshot may read a segment, and which of its products are gone.</summary>
/// <param name="Dead">A bit an entry; null when all live. Never changed once it is in a snapshot.</param>
internal sealed record SegmentView(Segment Segment, int Entries, ulong[]? Dead)
{
    public bool IsDead(int entry) => Dead is not null && (Dead[entry >> 6] & (1UL << entry)) != 0;
}
