using System.Numerics.Tensors;

namespace VisualSearch.Benchmarks.Vectors;

/// <summary>
/// The vectors of the table of aims: unit length, one half Gaussian (far from one another: hard for an approximate score), the other in clusters of like things
/// (close to one another: hard for a byte). The same at every run.
/// </summary>
internal sealed class GeneratedVectors
{
    public const int Count = 76_462;
    public const int Dimension = 512;

    private const int ClusterSize = 40;
    private const float Spread = 0.6f;

    private readonly Random _random = new(20_261_122);
    private readonly List<float[]> _centres = [];

    /// <summary>All of them, Gaussian and clustered by turns.</summary>
    public IEnumerable<float[]> All() => Enumerable.Range(0, Count).Select(at => at % 2 == 0 ? Gaussian() : Clustered());

    /// <summary>Others of the same kinds; draw them after <see cref="All"/>.</summary>
    public float[][] Queries(int count) => [.. Enumerable.Range(0, count).Select(at => at % 2 == 0 ? Gaussian() : NearCentre(_centres[_random.Next(_centres.Count)]))];

    private float[] Clustered()
    {
        if (_centres.Count == 0 || _random.Next(ClusterSize) == 0)
        {
            _centres.Add(Gaussian());
        }

        return NearCentre(_centres[^1]);
    }

    private float[] NearCentre(float[] centre)
    {
        float[] vector = Gaussian();
        TensorPrimitives.MultiplyAdd(vector, Spread, centre, vector);
        return Normalise(vector);
    }

    private float[] Gaussian()
    {
        float[] vector = new float[Dimension];
        for (int at = 0; at < Dimension; at += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * _random.NextDouble());
            vector[at] = (float)(radius * cos);
            vector[at + 1] = (float)(radius * sin);
        }

        return Normalise(vector);
    }

    private static float[] Normalise(float[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
