namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>The greatest lower bounds seen, one a product: the least of them is what any further product must be able to reach.</summary>
internal sealed class LowerBounds(int limit, float minScore)
{
    private readonly PriorityQueue<float, float> _heap = new();

    /// <summary>A product that cannot reach this is not among the hits. Only ever rises.</summary>
    public float Threshold { get; private set; } = minScore;

    public void Add(float bound)
    {
        if (_heap.Count < limit)
        {
            _heap.Enqueue(bound, bound);
        }
        else
        {
            _heap.EnqueueDequeue(bound, bound);
        }

        if (_heap.Count == limit)
        {
            Threshold = Math.Max(Threshold, _heap.Peek());
        }
    }
}
