using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>Counts what this process indexes until it is told to the catalogue. Thread-safe.</summary>
internal sealed class IndexingTally(TimeProvider time)
{
    /// <summary>Slices that are kept while the catalogue takes none: ten minutes of them.</summary>
    private const int MostSlices = 60;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, IndexingSlice> _slices = [];

    public void Add(int products, int pictures, int failedPictures)
    {
        lock (_gate)
        {
            Put(new IndexingSlice(IndexingSlice.BeginOf(time.GetUtcNow()), products, pictures, failedPictures));
        }
    }

    /// <summary>What was counted since the last time, oldest first.</summary>
    public IReadOnlyList<IndexingSlice> Take()
    {
        lock (_gate)
        {
            IndexingSlice[] taken = [.. _slices.Values];
            _slices.Clear();
            return taken;
        }
    }

    /// <summary>Puts back what could not be told; the oldest goes when there is too much.</summary>
    public void Return(IReadOnlyList<IndexingSlice> taken)
    {
        lock (_gate)
        {
            foreach (IndexingSlice slice in taken)
            {
                Put(slice);
            }
        }
    }

    private void Put(IndexingSlice slice)
    {
        _slices[slice.At] = _slices.TryGetValue(slice.At, out IndexingSlice? before) ? before + slice : slice;
        if (_slices.Count > MostSlices)
        {
            _slices.Remove(_slices.Keys.First());
        }
    }
}
