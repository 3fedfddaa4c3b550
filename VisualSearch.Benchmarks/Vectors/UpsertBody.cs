using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.Qdrant;

namespace VisualSearch.Benchmarks.Vectors;

/// <summary>The body that upserts 256 pictures of 512 numbers into Qdrant: our writer against System.Text.Json over an object graph of the same request, both into the void.</summary>
internal static class UpsertBody
{
    private const int Points = 256;
    private const int Dimension = 512;
    private const int Rounds = 200;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("upsert");
        PointWrite[] points = MakePoints();
        List<double> ours = [];
        List<double> theirs = [];
        Pair pair = await Alternating.RunAsync(
            20,
            Rounds,
            _ => MeasureAsync(ours, () => new PointWrites(points, [], Dimension, 0).ToContent().WriteAsync(Stream.Null, cancellationToken)),
            _ => MeasureAsync(theirs, () => JsonSerializer.SerializeAsync(Stream.Null, GraphOf(points), Options, cancellationToken)));

        report.AddAtMost("upsert body of 256 x 512, time: our writer / System.Text.Json over an object graph", pair, 0.5);
        double oursBytes = Median.Of(ours);
        double theirBytes = Median.Of(theirs);
        report.Add("its allocated bytes", Kilobytes(oursBytes), Kilobytes(theirBytes), Report.Number(oursBytes / theirBytes), "<= 0.5", oursBytes <= 0.5 * theirBytes);
        await report.WriteAsync(cancellationToken);
    }

    private static string Kilobytes(double bytes) => $"{Report.Number(bytes / 1024)} KB";

    /// <summary>Writing to the void never waits, so all of it happens, and allocates, on this thread.</summary>
    private static async Task MeasureAsync(List<double> allocated, Func<Task> write)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task written = write();
        if (!written.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The body was not written at once, so what it allocates cannot be told.");
        }

        allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        await written;
    }

    private static PointWrite[] MakePoints()
    {
        GeneratedVectors generated = new();
        return [.. generated.All().Take(Points).Select((vector, at) =>
        {
            Half[] stored = [.. vector.Select(number => (Half)number)];
            ProductVectors product = new(new ProductId(at + 1), 3, new FilterFields("category", "brand", 1990 + at, true), [new PictureVector(new PictureId(1000 + at), stored)]);
            return new PointWrite(product, product.Pictures[0]);
        })];
    }

    private static Request GraphOf(PointWrite[] points) => new(
    [
        new Operation(new Upsert(
            [.. points.Select(point => new Point(
                point.Id,
                Numbers(point.Picture!),
                new Payload(
                    point.Product.Product.Value,
                    point.Product.Version,
                    point.Picture!.Picture.Value,
                    point.Product.Fields.Category,
                    point.Product.Fields.Brand,
                    point.Product.Fields.PriceMinor,
                    point.Product.Fields.InStock)))],
            new Filter([new Condition(
            [
                new Field("product_id", new Match([.. points.Select(point => point.Product.Product.Value)]), null),
                new Field("version", null, new Bounds(3)),
            ])]))),
    ]);

    private static float[] Numbers(PictureVector picture)
    {
        float[] numbers = new float[picture.Vector.Length];
        TensorPrimitives.ConvertToSingle(picture.Vector.Span, numbers);
        return numbers;
    }

    private sealed record Request(IReadOnlyList<Operation> Operations);

    private sealed record Operation(Upsert Upsert);

    private sealed record Upsert(IReadOnlyList<Point> Points, Filter UpdateFilter);

    private sealed record Point(Guid Id, float[] Vector, Payload Payload);

    private sealed record Payload(long ProductId, long Version, long PictureId, string? Category, string? Brand, long? PriceMinor, bool? InStock);

    private sealed record Filter(IReadOnlyList<Condition> Should);

    private sealed record Condition(IReadOnlyList<Field> Must);

    private sealed record Field(string Key, Match? Match, Bounds? Range);

    private sealed record Match(IReadOnlyList<long> Any);

    private sealed record Bounds(long Lte);
}
