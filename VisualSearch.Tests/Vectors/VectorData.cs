using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Tests.Vectors;

/// <summary>Vectors and products for tests of indexes; drawn ones are the same at every run.</summary>
internal static class VectorData
{
    public static Half[] Vector(params float[] numbers) => [.. Unit(numbers).Select(number => (Half)number)];

    public static float[] Unit(params float[] numbers)
    {
        float length = MathF.Sqrt(numbers.Sum(number => number * number));
        return [.. numbers.Select(number => number / length)];
    }

    public static ProductVectors Product(long id, long version, params Half[][] vectors) => Product(id, version, FilterFields.None, vectors);

    public static ProductVectors Product(long id, long version, FilterFields fields, params Half[][] vectors) =>
        new(new ProductId(id), version, fields, [.. vectors.Select((vector, at) => new PictureVector(new PictureId((id * 100) + at), vector))]);

    public static VectorQuery Query(float[] vector, int limit = 10, float minScore = -1, SearchFilter? filter = null) =>
        new(vector, limit, minScore, filter ?? SearchFilter.None);

    /// <summary>A standard normal number in each place, then unit length.</summary>
    public static float[] Gaussian(Random random, int dimension) => Unit([.. Enumerable.Range(0, dimension).Select(_ => Normal(random))]);

    /// <summary>Unit vectors scattered around a few centres, as pictures of like things are.</summary>
    /// <param name="spread">Length of the scatter beside a centre of length 1.</param>
    public static IEnumerable<float[]> Clustered(Random random, int dimension, int count, int clusters, float spread)
    {
        float[][] centres = [.. Enumerable.Range(0, clusters).Select(_ => Gaussian(random, dimension))];
        for (int at = 0; at < count; at++)
        {
            float[] centre = centres[at % clusters];
            float[] scatter = Gaussian(random, dimension);
            yield return Unit([.. centre.Zip(scatter, (middle, off) => middle + (off * spread))]);
        }
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
