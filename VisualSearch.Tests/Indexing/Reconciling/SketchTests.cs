using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing.Reconciling;

namespace VisualSearch.Tests.Indexing.Reconciling;

public sealed class SketchTests
{
    private static readonly Gen<(ProductId Product, PictureId Picture, long Version)[]> Entries = Gen.Select(Gen.Long[1, 50], Gen.Long[1, 200], Gen.Long[0, 3])
        .Select(entry => (new ProductId(entry.Item1), new PictureId(entry.Item2), entry.Item3)).Array[0, 40];

    [Fact]
    public void Two_sides_that_hold_the_same_in_any_order_do_not_differ() => Entries.Sample(entries => Assert.Empty(Differing(entries, [.. entries.Reverse()], 10)));

    [Fact]
    public void An_entry_that_one_side_lacks_is_in_the_bucket_of_its_product() => Gen.Select(Entries.Where(entries => entries.Length > 0), Gen.Int[0, 1000]).Sample((entries, choice) =>
    {
        int lost = choice % entries.Length;
        Assert.Equal([Sketch.BucketOf(entries[lost].Product)], Differing(entries, [.. entries.Where((_, at) => at != lost)], 10).SelectMany(portion => portion));
    });

    [Fact]
    public void What_differs_comes_in_portions_that_hold_no_more_than_was_allowed() => Entries.Sample(entries =>
    {
        IReadOnlySet<int>[] portions = Differing(entries, [], 8);
        Assert.All(portions, portion => Assert.True(portion.Count == 1 || entries.Count(entry => portion.Contains(Sketch.BucketOf(entry.Product))) <= 8));
        Assert.Equal(entries.Select(entry => Sketch.BucketOf(entry.Product)).Distinct().Order(), portions.SelectMany(portion => portion).Order());
    });

    private static IReadOnlySet<int>[] Differing((ProductId Product, PictureId Picture, long Version)[] expected, (ProductId Product, PictureId Picture, long Version)[] held, long most)
    {
        Sketch sketch = new();
        foreach ((ProductId product, PictureId picture, long version) in expected)
        {
            sketch.Expect(product, picture, version);
        }

        foreach ((ProductId product, PictureId picture, long version) in held)
        {
            sketch.Find(product, picture, version);
        }

        return [.. sketch.Differing(most)];
    }
}
