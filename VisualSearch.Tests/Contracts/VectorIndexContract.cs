using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using static VisualSearch.Tests.Vectors.VectorData;

namespace VisualSearch.Tests.Contracts;

/// <summary>What every <see cref="IVectorIndex"/> must do.</summary>
public abstract class VectorIndexContract
{
    private static readonly Half[] East = Vector(1, 0, 0, 0);
    private static readonly Half[] North = Vector(0, 1, 0, 0);
    private static readonly Half[] NorthEast = Vector(1, 1, 0, 0);

    private static readonly FilterFields RedMug = new("mugs", "Acme", 1000, true);
    private static readonly FilterFields BlueMug = new("mugs", "Brno", 2000, false);
    private static readonly FilterFields Lamp = new("lamps", "Acme", 3000, null);
    private static readonly FilterFields Nameless = FilterFields.None;

    public static TheoryData<SearchFilter> Filters => new(
        SearchFilter.None,
        new SearchFilter { Categories = ["mugs"] },
        new SearchFilter { Categories = ["MUGS"] },
        new SearchFilter { Categories = ["lamps", "mugs"] },
        new SearchFilter { Categories = ["unknown"] },
        new SearchFilter { Brands = ["Acme"] },
        new SearchFilter { Categories = ["mugs"], Brands = ["Acme", "Brno"] },
        new SearchFilter { PriceMinMinor = 2000 },
        new SearchFilter { PriceMaxMinor = 2000 },
        new SearchFilter { PriceMaxMinor = 999 },
        new SearchFilter { PriceMinMinor = 1001, PriceMaxMinor = 2999 },
        new SearchFilter { InStock = true },
        new SearchFilter { InStock = false },
        new SearchFilter { Exclude = new HashSet<ProductId> { new(1), new(3), new(99) } },
        new SearchFilter { Categories = ["mugs"], InStock = true, PriceMaxMinor = 1000, Exclude = new HashSet<ProductId> { new(2) } });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Products_are_found_nearest_first_as_soon_as_they_are_applied()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, North), Product(2, 1, East), Product(3, 1, NorthEast));

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query(Unit(1, 0.1f, 0, 0)), Cancellation);

        Assert.Equal([2, 3, 1], Ids(hits));
    }

    [Fact]
    public async Task A_score_is_the_cosine_of_the_stored_vector()
    {
        Half[] stored = Vector(0.3f, -0.7f, 0.2f, 0.61f);
        float[] query = Unit(0.1f, -0.9f, 0.5f, 0.2f);
        IVectorIndex index = await CreateAsync(4, Product(1, 1, stored), Product(2, 1, Vector(-0.1f, 0.9f, -0.5f, -0.2f)));

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query(query), Cancellation);

        double length = Math.Sqrt(stored.Sum(number => (double)number * (double)number));
        double cosine = stored.Zip(query, (left, right) => (double)left * right).Sum() / length;
        Assert.Equal(cosine, hits[0].Score, 1e-5);
        Assert.Equal(-1, hits[1].Score, 1e-5);
    }

    [Fact]
    public async Task A_product_takes_one_place_with_its_best_picture()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, North, East, NorthEast), Product(2, 1, NorthEast));

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation);

        Assert.Equal([1, 2], Ids(hits));
        Assert.Equal(new PictureId(101), hits[0].Picture);
        Assert.Equal(4, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Several_pictures_of_a_product_leave_the_other_places_to_others()
    {
        Half[][] many = [.. Enumerable.Range(0, 30).Select(at => Vector(1, at / 1000f, 0, 0))];
        IVectorIndex index = await CreateAsync(4, Product(1, 1, many), Product(2, 1, NorthEast), Product(3, 1, North));

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query([1, 0, 0, 0], limit: 2), Cancellation);

        Assert.Equal([1, 2], Ids(hits));
    }

    [Fact]
    public async Task Equal_scores_come_in_order_of_product_id()
    {
        IVectorIndex index = await CreateAsync(4, [.. new long[] { 5, 3, 9, 1, 7 }.Select(id => Product(id, 1, East)), Product(2, 1, North)]);

        Assert.Equal([1, 3, 5, 7, 9, 2], Ids(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation)));
        Assert.Equal([1, 3], Ids(await index.SearchAsync(Query([1, 0, 0, 0], limit: 2), Cancellation)));
    }

    [Fact]
    public async Task No_hit_is_below_the_least_score()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, East), Product(2, 1, NorthEast), Product(3, 1, North));

        Assert.Equal([1, 2], Ids(await index.SearchAsync(Query([1, 0, 0, 0], minScore: 0.7f), Cancellation)));
        Assert.Equal([1], Ids(await index.SearchAsync(Query([1, 0, 0, 0], minScore: 0.71f), Cancellation)));
    }

    [Fact]
    public async Task A_limit_of_thousands_gives_every_product_in_order()
    {
        Random random = new(7);
        ProductVectors[] products = [.. Enumerable.Range(1, 3000).Select(id => Product(id, 1, Vector(Gaussian(random, 8))))];
        IVectorIndex index = await CreateAsync(8, products);

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query(Gaussian(random, 8), limit: 5000), Cancellation);

        Assert.Equal(3000, hits.Select(hit => hit.Product).Distinct().Count());
        Assert.Equal(hits.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Product), hits);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Hits_are_exactly_the_products_that_pass_the_filter(SearchFilter filter)
    {
        FilterFields[] fields = [RedMug, BlueMug, Lamp, Nameless];
        IVectorIndex index = await CreateAsync(4, [.. fields.Select((field, at) => Product(at + 1, 1, field, East))]);

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query([1, 0, 0, 0], filter: filter), Cancellation);

        Assert.Equal(Enumerable.Range(1, 4).Where(id => fields[id - 1].Pass(new ProductId(id), filter)).Select(id => (long)id), Ids(hits));
    }

    [Fact]
    public async Task A_filter_leaves_room_for_products_that_are_far_away()
    {
        IVectorIndex index = await CreateAsync(4, [.. Enumerable.Range(1, 500).Select(id => Product(id, 1, RedMug, East)), Product(501, 1, Lamp, North)]);

        IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query([1, 0, 0, 0], limit: 3, filter: new SearchFilter { Categories = ["lamps"] }), Cancellation);

        Assert.Equal([501], Ids(hits));
    }

    [Fact]
    public async Task A_replaced_product_has_its_new_pictures_and_facts_only()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, RedMug, East, NorthEast), Product(2, 1, Lamp, NorthEast));

        await index.ApplyAsync([Product(1, 2, Lamp, North)], Cancellation);

        Assert.Equal(2, await index.CountAsync(Cancellation));
        Assert.Equal([2, 1], Ids(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation)));
        Assert.Empty(await index.SearchAsync(Query([1, 0, 0, 0], filter: new SearchFilter { Categories = ["mugs"] }), Cancellation));
    }

    [Fact]
    public async Task A_removed_product_is_gone_at_once()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, East, North), Product(2, 1, North));

        await index.ApplyAsync([Product(1, 2), Product(77, 1)], Cancellation);

        Assert.Equal([2], Ids(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation)));
        Assert.Equal(1, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_older_write_after_a_newer_one_changes_nothing()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 5, RedMug, East));

        await index.ApplyAsync([Product(1, 4, Lamp, North, NorthEast)], Cancellation);
        await index.ApplyAsync([Product(1, 3)], Cancellation);

        VectorHit hit = Assert.Single(await index.SearchAsync(Query([1, 0, 0, 0], filter: new SearchFilter { Categories = ["mugs"] }), Cancellation));
        Assert.Equal(1, hit.Score, 1e-5);
        Assert.Equal(1, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_write_of_the_same_version_replaces_what_is_there()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 5, East));

        await index.ApplyAsync([Product(1, 5, North, NorthEast)], Cancellation);

        Assert.Equal(2, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_older_write_after_a_removal_does_not_bring_the_product_back_and_a_newer_one_does()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, East));
        await index.ApplyAsync([Product(1, 5)], Cancellation);

        await index.ApplyAsync([Product(1, 4, East)], Cancellation);
        Assert.Equal(0, await index.CountAsync(Cancellation));

        await index.ApplyAsync([Product(1, 6, East)], Cancellation);
        Assert.Equal(1, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Fencing_holds_within_one_call_too()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 2, East), Product(1, 1, North), Product(2, 1, North), Product(2, 2));

        VectorHit hit = Assert.Single(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation));

        Assert.Equal(new ProductId(1), hit.Product);
        Assert.Equal(1, hit.Score, 1e-5);
    }

    [Fact]
    public async Task An_empty_collection_answers_with_nothing()
    {
        IVectorIndex index = await CreateAsync(4);
        await index.ApplyAsync([], Cancellation);

        Assert.Empty(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation));
        Assert.Equal(0, await index.CountAsync(Cancellation));
        Assert.Equal(4, index.Dimension);
    }

    [Fact]
    public async Task Vectors_that_do_not_belong_are_refused_and_nothing_of_the_call_is_applied()
    {
        IVectorIndex index = await CreateAsync(4);
        Half[][] wrong = [Vector(1, 0, 0), [Half.NaN, Half.One, Half.One, Half.One], [Half.PositiveInfinity, Half.One, Half.One, Half.One], new Half[4]];

        foreach (Half[] vector in wrong)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => index.ApplyAsync([Product(1, 1, East), Product(2, 1, vector)], Cancellation));
        }

        Assert.Equal(0, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Queries_that_make_no_sense_are_refused()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, East));

        foreach (float[] vector in new float[][] { [1, 0, 0], [1, 0, 0, 0, 0], [float.NaN, 0, 0, 1], [float.PositiveInfinity, 0, 0, 1], [0, 0, 0, 0] })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => index.SearchAsync(Query(vector), Cancellation));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => index.SearchAsync(Query([1, 0, 0, 0], limit: 0), Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => index.SearchAsync(Query([1, 0, 0, 0], minScore: float.NaN), Cancellation));
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 1, East));
        CancellationToken cancelled = new(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.ApplyAsync([Product(2, 1, East)], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.SearchAsync(Query([1, 0, 0, 0]), cancelled));

        Assert.Equal(1, await index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Searches_beside_writes_see_each_product_once_in_a_state_it_had()
    {
        // Even versions look east, odd ones north; every product is rewritten again and again while searches run.
        const int Products = 40;
        const int Rounds = 25;
        IVectorIndex index = await CreateAsync(4, [.. Enumerable.Range(1, Products).Select(id => Product(id, 0, East))]);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (int version = 1; version <= Rounds; version++)
                {
                    await index.ApplyAsync([.. Enumerable.Range(1, Products).Where(id => id % 4 == writer).Select(id => Product(id, version, version % 2 == 0 ? East : North))], Cancellation);
                }
            },
            Cancellation))];
        Task writing = Task.WhenAll(writers);

        do
        {
            IReadOnlyList<VectorHit> hits = await index.SearchAsync(Query([1, 0, 0, 0], limit: 2 * Products), Cancellation);

            Assert.Equal(Enumerable.Range(1, Products).Select(id => (long)id), Ids(hits).Order());
            Assert.All(hits, hit => Assert.True(Math.Abs(hit.Score) < 1e-5 || Math.Abs(hit.Score - 1) < 1e-5));
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Equal(Products, await index.CountAsync(Cancellation));
        Assert.All(await index.SearchAsync(Query([0, 1, 0, 0], limit: Products), Cancellation), hit => Assert.Equal(1, hit.Score, 1e-5));
    }

    [Fact]
    public async Task Writes_of_one_product_in_any_order_leave_the_newest()
    {
        IVectorIndex index = await CreateAsync(4);
        int[] versions = [.. Enumerable.Range(1, 64)];
        new Random(11).Shuffle(versions);

        await Task.WhenAll(versions.Select(version => Task.Run(() => index.ApplyAsync([Product(1, version, version == 64 ? East : North)], Cancellation), Cancellation)));

        Assert.Equal(1, Assert.Single(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation)).Score, 1e-5);
    }

    [Fact]
    public async Task Every_vector_is_read_with_its_product_and_version()
    {
        IVectorIndex index = await CreateAsync(4, Product(1, 3, East, North), Product(2, 1, NorthEast), Product(3, 1, North));
        await index.ApplyAsync([Product(3, 2), Product(2, 7, RedMug, East)], Cancellation);

        List<IndexedPicture> read = await index.ReadAllAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(
            [new(new ProductId(1), new PictureId(100), 3), new(new ProductId(1), new PictureId(101), 3), new(new ProductId(2), new PictureId(200), 7)],
            read.OrderBy(picture => picture.Picture.Value));
    }

    [Fact]
    public async Task Reading_goes_on_to_the_end_of_a_large_collection()
    {
        IVectorIndex index = await CreateAsync(4, [.. Enumerable.Range(1, 2500).Select(id => Product(id, id, East))]);

        List<IndexedPicture> read = await index.ReadAllAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(Enumerable.Range(1, 2500).Select(id => (long)id), read.Select(picture => picture.Product.Value).Order());
        Assert.All(read, picture => Assert.Equal(picture.Product.Value, picture.Version));
    }

    [Fact]
    public async Task A_tie_at_the_limit_goes_to_the_lowest_product_ids_however_many_share_it()
    {
        IVectorIndex index = await CreateAsync(4, [.. Enumerable.Range(1, 300).Select(id => Product(301 - id, 1, East)), Product(999, 1, North)]);

        Assert.Equal(Enumerable.Range(1, 5).Select(id => (long)id), Ids(await index.SearchAsync(Query([1, 0, 0, 0], limit: 5), Cancellation)));
    }

    [Fact]
    public async Task Writers_of_different_pictures_of_one_product_leave_those_of_the_newest_only()
    {
        // Each version has pictures of its own besides one that all share, so an older writer has points that nobody else would touch.
        IVectorIndex index = await CreateAsync(4);
        const int Versions = 24;
        int[] versions = [.. Enumerable.Range(1, Versions)];
        new Random(5).Shuffle(versions);

        await Task.WhenAll(versions.Select(version => Task.Run(
            () => index.ApplyAsync(
                [new ProductVectors(new ProductId(1), version, RedMug, [new PictureVector(new PictureId(1), East), new PictureVector(new PictureId(100 + version), North)])],
                Cancellation),
            Cancellation)));

        List<IndexedPicture> read = await index.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal(
            [new(new ProductId(1), new PictureId(1), Versions), new(new ProductId(1), new PictureId(100 + Versions), Versions)],
            read.OrderBy(picture => picture.Picture.Value));
    }

    [Fact]
    public async Task A_removal_among_writers_wins_when_it_is_the_newest()
    {
        IVectorIndex index = await CreateAsync(4);
        const int Versions = 24;
        int[] versions = [.. Enumerable.Range(1, Versions)];
        new Random(6).Shuffle(versions);

        await Task.WhenAll(versions.Select(version => Task.Run(
            () => index.ApplyAsync([version == Versions ? Product(1, version) : Product(1, version, East, North)], Cancellation), Cancellation)));

        Assert.Equal(0, await index.CountAsync(Cancellation));
        Assert.Empty(await index.SearchAsync(Query([1, 0, 0, 0]), Cancellation));
    }

    [Fact]
    public async Task Names_with_any_signs_are_kept_and_compared_exactly()
    {
        string[] names = ["", " ", "Чашки", "a\"b\\c", "a.b[0]", "😀", "mugs\n"];
        IVectorIndex index = await CreateAsync(4, [.. names.Select((name, at) => Product(at + 1, 1, new FilterFields(name, name, null, null), East))]);

        for (int at = 0; at < names.Length; at++)
        {
            SearchFilter filter = new() { Categories = [names[at]], Brands = [names[at]] };
            Assert.Equal([at + 1], Ids(await index.SearchAsync(Query([1, 0, 0, 0], filter: filter), Cancellation)));
        }
    }

    [Fact]
    public async Task Large_ids_and_prices_are_kept_exactly()
    {
        ProductId product = new(long.MaxValue - 1);
        PictureId picture = new(long.MaxValue - 2);
        // What a 64-bit float holds exactly; prices and versions beyond it do not occur.
        const long Large = 9_007_199_254_740_991;
        IVectorIndex index = await CreateAsync(4);
        await index.ApplyAsync([new ProductVectors(product, Large, new FilterFields(null, null, Large, null), [new PictureVector(picture, East)])], Cancellation);

        SearchFilter filter = new() { PriceMinMinor = Large, PriceMaxMinor = Large };
        VectorHit hit = Assert.Single(await index.SearchAsync(Query([1, 0, 0, 0], filter: filter), Cancellation));
        Assert.Equal((product, picture), (hit.Product, hit.Picture));
        Assert.Equal([new IndexedPicture(product, picture, Large)], await index.ReadAllAsync(Cancellation).ToListAsync(Cancellation));
    }

    /// <summary>An empty collection that no other test sees.</summary>
    protected abstract Task<IVectorIndex> CreateAsync(int dimension);

    private static IEnumerable<long> Ids(IReadOnlyList<VectorHit> hits) => hits.Select(hit => hit.Product.Value);

    private async Task<IVectorIndex> CreateAsync(int dimension, params ProductVectors[] products)
    {
        IVectorIndex index = await CreateAsync(dimension);
        await index.ApplyAsync(products, Cancellation);
        return index;
    }
}
