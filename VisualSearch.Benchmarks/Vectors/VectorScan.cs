using System.Diagnostics;
using System.Numerics.Tensors;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Benchmarks.Vectors;

/// <summary>Exact search of 76,462 x 512, the best 20, one thread, against a plain fp32 scan.</summary>
internal static class VectorScan
{
    private const int Limit = 20;
    private const int Rounds = 200;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("vectors");
        GeneratedVectors generated = new();
        float[] plain = new float[GeneratedVectors.Count * GeneratedVectors.Dimension];
        ProductVectors[] products = new ProductVectors[GeneratedVectors.Count];
        int count = 0;
        foreach (float[] vector in generated.All())
        {
            Half[] stored = new Half[GeneratedVectors.Dimension];
            TensorPrimitives.ConvertToHalf(vector, stored);
            vector.CopyTo(plain.AsSpan(count * GeneratedVectors.Dimension));
            products[count] = Product(count, stored);
            count++;
        }

        float[][] queries = generated.Queries(Rounds);
        InProcessVectorIndex index = new(GeneratedVectors.Dimension);
        long held = GC.GetTotalMemory(forceFullCollection: true);
        long started = Stopwatch.GetTimestamp();
        await index.FillAsync(products.ToAsyncEnumerable(), cancellationToken);
        double filled = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        double memory = (GC.GetTotalMemory(forceFullCollection: true) - held) / 1048576.0;
        PlainScan yardstick = new(plain, GeneratedVectors.Dimension);

        int[][] expected = new int[Rounds][];
        IReadOnlyList<VectorHit>[] hits = new IReadOnlyList<VectorHit>[Rounds];
        float[] Query(int round) => queries[Math.Max(round, 0) % Rounds];
        void Plain(int round) => expected[Math.Max(round, 0) % Rounds] = yardstick.Search(Query(round), Limit);
        async Task PlainAsync(int round)
        {
            Plain(round);
            await Task.CompletedTask;
        }

        async Task OursAsync(int round) => hits[Math.Max(round, 0)] = await index.SearchAsync(new VectorQuery(Query(round), Limit, -1, SearchFilter.None), cancellationToken);

        Pair pair = await Alternating.RunAsync(20, Rounds, OursAsync, PlainAsync);
        double recall = Enumerable.Range(0, Rounds).Average(round => expected[round].Intersect(hits[round].Select(hit => (int)hit.Product.Value - 1)).Count() / (double)Limit);
        report.Add(
            "exact search 76,462 x 512, top 20, one thread / plain fp32 scan", Report.Milliseconds(pair.Ours), Report.Milliseconds(pair.Yardstick),
            $"{Report.Number(1 / pair.Ratio)} times faster", ">= 3", 1 / pair.Ratio >= 3);
        report.Add("its recall@20 against that scan", Report.Number(recall), "1", Report.Number(recall), ">= 0.999", recall >= 0.999);

        SearchFilter filter = new() { Categories = ["c3", "c7"], PriceMaxMinor = 50_000 };
        Pair filtered = await Alternating.RunAsync(
            5, 50, round => index.SearchAsync(new VectorQuery(Query(round), Limit, -1, filter), cancellationToken), PlainAsync);
        report.Add("the same with a filter that leaves 1 in 20", Report.Milliseconds(filtered.Ours), Report.Milliseconds(filtered.Yardstick), $"{Report.Number(1 / filtered.Ratio)} times faster", "", null);
        Pair thousand = await Alternating.RunAsync(
            5, 50, round => index.SearchAsync(new VectorQuery(Query(round), 1000, -1, SearchFilter.None), cancellationToken), PlainAsync);
        report.Add("the same, top 1000", Report.Milliseconds(thousand.Ours), Report.Milliseconds(thousand.Yardstick), $"{Report.Number(1 / thousand.Ratio)} times faster", "", null);

        int changed = 0;
        Pair change = await Alternating.RunAsync(
            20,
            Rounds,
            _ =>
            {
                int at = changed++ * 131 % products.Length;
                return index.ApplyAsync([products[at] with { Version = 2 + changed }], cancellationToken);
            },
            PlainAsync);
        report.Add("changing one product / that scan", Report.Milliseconds(change.Ours), Report.Milliseconds(change.Yardstick), Report.Number(change.Ratio), "", null);
        report.Add("filling the index from memory", Report.Milliseconds(filled), "", "", "", null);
        double codes = GeneratedVectors.Count * GeneratedVectors.Dimension * 3 / 1048576.0;
        report.Add("memory / int8 and fp16 alone", $"{Report.Number(memory)} MB", $"{Report.Number(codes)} MB", Report.Number(memory / codes), "", null);
        await report.WriteAsync(cancellationToken);
    }

    private static ProductVectors Product(int at, Half[] vector) => new(
        new ProductId(at + 1), 1, new FilterFields($"c{at % 10}", $"b{at % 300}", at * 7919L % 200_000, at % 3 != 0), [new PictureVector(new PictureId(at + 1), vector)]);
}
