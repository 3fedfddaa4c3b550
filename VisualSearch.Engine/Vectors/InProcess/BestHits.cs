namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>The best hits so far in the order of the answer: score falling, equal scores by product id.</summary>
internal sealed class BestHits(int limit, float minScore)
{
    private static readonly Comparer<VectorHit> WorstFirst = Comparer<VectorHit>.Create((left, right) =>
    {
        int byScore = left.Score.CompareTo(right.Score);
        return byScore != 0 ? byScore : right.Product.CompareTo(left.Product);
    });

    private readonly PriorityQueue<VectorHit, VectorHit> _heap = new(WorstFirst);

    /// <summary>A product whose score is below this is not among the hits.</summary>
    public float Threshold => _heap.Count == limit ? Math.Max(minScore, _heap.Peek().Score) : minScore;

    public void Add(VectorHit hit)
    {
        if (hit.Score < minScore)
        {
            return;
        }

        if (_heap.Count < limit)
        {
            _heap.Enqueue(hit, hit);
        }
        else
        {
            _heap.EnqueueDequeue(hit, hit);
        }
    }

    public VectorHit[] ToArray()
    {
        VectorHit[] hits = new VectorHit[_heap.Count];
        for (int at = hits.Length - 1; at >= 0; at--)
        {
            hits[at] = _heap.Dequeue();
        }

        return hits;
    }
}
