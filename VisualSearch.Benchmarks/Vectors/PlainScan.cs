using System.Numerics.Tensors;

namespace VisualSearch.Benchmarks.Vectors;

/// <summary>The yardstick: fp32 vectors one behind the other, TensorPrimitives' dot product for each, the best in a heap.</summary>
internal sealed class PlainScan(float[] vectors, int dimension)
{
    public int[] Search(float[] query, int limit)
    {
        PriorityQueue<int, float> best = new(limit);
        for (int row = 0; row < vectors.Length / dimension; row++)
        {
            float score = TensorPrimitives.Dot(vectors.AsSpan(row * dimension, dimension), query);
            if (best.Count < limit)
            {
                best.Enqueue(row, score);
            }
            else if (best.TryPeek(out _, out float least) && score > least)
            {
                best.EnqueueDequeue(row, score);
            }
        }

        int[] rows = new int[best.Count];
        for (int at = rows.Length - 1; at >= 0; at--)
        {
            rows[at] = best.Dequeue();
        }

        return rows;
    }
}
