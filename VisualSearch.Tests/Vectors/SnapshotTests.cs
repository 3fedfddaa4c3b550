using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Tests.Vectors;

/// <summary>The invariants of Engine/Vectors/InProcess/README.md that no answer shows.</summary>
public sealed class SnapshotTests
{
    private const int Dimension = 16;

    private readonly NameTable _names = new();
    private readonly Random _random = new(1);

    [Fact]
    public void A_snapshot_answers_the_same_whatever_is_written_after_it()
    {
        IndexWriter writer = new(Dimension, _names);
        Write(writer, Enumerable.Range(1, 1000), version: 1);
        Snapshot snapshot = writer.Publish();
        VectorQuery query = VectorData.Query(VectorData.Gaussian(_random, Dimension), limit: 1000);
        VectorHit[] before = Answer(snapshot, query);

        for (int round = 2; round < 12; round++)
        {
            Write(writer, Enumerable.Range(1, 700), round);
            writer.Apply(VectorData.Product(700 + round, round));
            writer.Publish();
        }

        Assert.Equal(1000, before.Length);
        Assert.Equal(before, Answer(snapshot, query));
        Assert.NotEqual(before, Answer(writer.Publish(), query));
    }

    [Fact]
    public void A_change_shares_everything_it_does_not_touch_with_the_snapshot_before()
    {
        IndexWriter writer = new(Dimension, _names);
        Write(writer, Enumerable.Range(1, 20_000), version: 1);
        Snapshot before = writer.Publish();

        Write(writer, [1], version: 2);
        Snapshot after = writer.Publish();

        Assert.Equal(before.Segments.Select(view => view.Segment), after.Segments.Select(view => view.Segment).Take(before.Segments.Length));
        Assert.InRange(before.Segments.Count(view => !after.Segments.Contains(view)), 1, 2);
    }

    [Fact]
    public async Task Changing_one_product_copies_a_few_kilobytes_however_many_vectors_there_are()
    {
        InProcessVectorIndex index = new(Dimension);
        await index.ApplyAsync([.. Enumerable.Range(1, 30_000).Select(id => Draw(id, 1))], TestContext.Current.CancellationToken);
        List<long> allocated = [];
        for (int id = 1; id <= 101; id++)
        {
            ProductVectors change = Draw(id * 200, 2);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(index.ApplyAsync([change], CancellationToken.None).IsCompletedSuccessfully);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(allocated.Order().ElementAt(allocated.Count / 2), 1, 8 * 1024);
    }

    [Fact]
    public async Task Dead_rows_are_given_back()
    {
        InProcessVectorIndex index = new(Dimension);
        const int Products = 5000;
        for (int version = 1; version <= 20; version++)
        {
            for (int start = 1; start <= Products; start += 100)
            {
                await index.ApplyAsync([.. Enumerable.Range(start, 100).Select(id => Draw(id, version))], TestContext.Current.CancellationToken);
            }

            Assert.Equal(Products, await index.CountAsync(TestContext.Current.CancellationToken));
        }

        // A quarter of the sealed segments may be dead; the segment being written is not compacted.
        Assert.InRange(index.HeldRows, Products, (Products * 4 / 3) + IndexWriter.MostCapacity);

        await index.ApplyAsync([.. Enumerable.Range(1, Products).Select(id => VectorData.Product(id, 100))], TestContext.Current.CancellationToken);
        Assert.Equal(0, await index.CountAsync(TestContext.Current.CancellationToken));
        Assert.InRange(index.HeldRows, 0, IndexWriter.MostCapacity);
    }

    [Fact]
    public async Task A_product_with_more_pictures_than_a_segment_holds_is_kept_whole()
    {
        InProcessVectorIndex index = new(2);
        const int Pictures = IndexWriter.MostCapacity + 10;
        Half[][] many = [.. Enumerable.Repeat(VectorData.Vector(1, 1), Pictures - 1), VectorData.Vector(0, 1)];

        await index.ApplyAsync([VectorData.Product(1, 1, many), VectorData.Product(2, 1, VectorData.Vector(0, -1))], TestContext.Current.CancellationToken);

        Assert.Equal(Pictures + 1, await index.CountAsync(TestContext.Current.CancellationToken));
        IReadOnlyList<VectorHit> hits = await index.SearchAsync(VectorData.Query([0, 1]), TestContext.Current.CancellationToken);
        Assert.Equal(new VectorHit(new ProductId(1), new PictureId(100 + Pictures - 1), 1), hits[0]);
    }

    [Fact]
    public void Only_so_many_removals_are_remembered_and_the_oldest_go_first()
    {
        RemovedVersions removed = new(capacity: 3);
        for (int id = 1; id <= 5; id++)
        {
            removed.Remember(new ProductId(id), 10);
        }

        Assert.Equal([3, 4, 5], Enumerable.Range(1, 5).Where(id => removed.TryGet(new ProductId(id), out _)));
    }

    [Fact]
    public void A_product_that_is_removed_again_and_again_takes_one_place_among_the_removals()
    {
        RemovedVersions removed = new(capacity: 3);
        removed.Remember(new ProductId(1), 1);
        for (int version = 1; version <= 50; version++)
        {
            removed.Remember(new ProductId(2), version);
            removed.Forget(new ProductId(2));
            removed.Remember(new ProductId(2), version);
        }

        Assert.Equal(1, removed.Count - (removed.TryGet(new ProductId(1), out _) ? 1 : 0));
        Assert.True(removed.TryGet(new ProductId(2), out long latest));
        Assert.Equal(50, latest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(InProcessVectorIndex.MaxDimension + 1)]
    public void A_dimension_that_makes_no_sense_is_refused(int dimension)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InProcessVectorIndex(dimension));
    }

    private VectorHit[] Answer(Snapshot snapshot, VectorQuery query) =>
        new Scan<ScalarDot>(query, query.Vector.ToArray(), _names, snapshot, threads: 1).Run(CancellationToken.None);

    private void Write(IndexWriter writer, IEnumerable<int> ids, int version)
    {
        foreach (int id in ids)
        {
            writer.Apply(Draw(id, version));
        }
    }

    private ProductVectors Draw(int id, int version) => VectorData.Product(id, version, VectorData.Vector(VectorData.Gaussian(_random, Dimension)));
}
