using System.Numerics.Tensors;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Tests.Vectors;

/// <summary>What the scan's bytes lose is made good by the exact cosines, on data that is hard in different ways.</summary>
public sealed class InProcessVectorIndexRecallTests
{
    private const int Dimension = 256;
    private const int Count = 4000;
    private const int Limit = 20;

    public static TheoryData<string> Kinds => new("gaussian", "clustered", "outliers");

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_first_twenty_are_those_of_double_precision(string kind)
    {
        Random random = new(3);
        float[][] vectors = [.. Draw(kind, random, Count)];
        Half[][] stored = [.. vectors.Select(VectorData.Vector)];
        InProcessVectorIndex index = new(Dimension);
        await index.ApplyAsync([.. stored.Select((vector, at) => VectorData.Product(at + 1, 1, vector))], TestContext.Current.CancellationToken);
        double[][] wide = [.. stored.Select(vector => vector.Select(number => (double)number).ToArray())];
        double[] lengths = [.. wide.Select(vector => Math.Sqrt(vector.Sum(number => number * number)))];

        int found = 0;
        float[][] queries = [.. Draw(kind, random, 25)];
        foreach (float[] query in queries)
        {
            IReadOnlyList<VectorHit> hits = await index.SearchAsync(VectorData.Query(query, Limit), TestContext.Current.CancellationToken);
            double[] asked = [.. query.Select(number => (double)number)];
            double[] cosines = [.. wide.Select((vector, at) => TensorPrimitives.Dot<double>(vector, asked) / lengths[at])];
            long[] best = [.. Enumerable.Range(0, Count).OrderByDescending(at => cosines[at]).Take(Limit).Select(at => at + 1L)];
            found += best.Intersect(hits.Select(hit => hit.Product.Value)).Count();
            Assert.All(hits, hit => Assert.Equal(cosines[hit.Product.Value - 1], hit.Score, 1e-5));
        }

        Assert.InRange(found / (double)(queries.Length * Limit), 0.999, 1);
    }

    [Fact]
    public async Task Several_threads_find_what_one_finds()
    {
        const int Small = 16;
        Random random = new(5);
        ProductVectors[] products = [.. Enumerable.Range(1, 40_000).Select(id => VectorData.Product(id, 1, VectorData.Vector(VectorData.Gaussian(random, Small))))];
        InProcessVectorIndex one = new(Small);
        InProcessVectorIndex several = new(Small, threads: 3);
        await one.ApplyAsync(products, TestContext.Current.CancellationToken);
        await several.ApplyAsync(products, TestContext.Current.CancellationToken);

        foreach (int limit in new[] { 1, 20, 3000 })
        {
            VectorQuery query = VectorData.Query(VectorData.Gaussian(random, Small), limit);
            Assert.Equal(
                await one.SearchAsync(query, TestContext.Current.CancellationToken),
                await several.SearchAsync(query, TestContext.Current.CancellationToken));
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => several.SearchAsync(VectorData.Query(VectorData.Gaussian(random, Small), 1), new CancellationToken(canceled: true)));
    }

    private static IEnumerable<float[]> Draw(string kind, Random random, int count) => kind switch
    {
        "gaussian" => Enumerable.Range(0, count).Select(_ => VectorData.Gaussian(random, Dimension)),
        "clustered" => VectorData.Clustered(random, Dimension, count, clusters: 20, spread: 0.3f),

        // One number of every vector much greater than the rest and nearly the same: CLIP's towers have such.
        _ => Enumerable.Range(0, count).Select(_ =>
        {
            float[] vector = VectorData.Gaussian(random, Dimension);
            vector[133 % Dimension] += 0.9f;
            return VectorData.Unit(vector);
        }),
    };
}
