using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.InProcess;
using VisualSearch.Engine.Search;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

public sealed class IndexingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_is_found_by_its_picture_once_it_is_indexed()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product pear = await engine.AddAsync(new ProductDetails { Title = "pear" }, SampleShop.Picture("1f350"));
        Product ball = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        await engine.CaughtUpAsync();

        SearchAnswer answer = (await engine.Search.ByImageAsync(SampleShop.Picture("26bd"), null, new SearchRequest(), new SearchTimings(), Stop)).Value!;

        Assert.Equal([ball.Id, pear.Id], answer.Results.Select(result => result.Product.Id));
        Assert.InRange(answer.Results[0].Similarity!.Value, 0.999, 1);
        Assert.Equal(IndexState.Indexed, (await engine.IndexedAsync(pear.Id)).IndexState);
    }

    [Fact]
    public async Task Equal_pictures_are_embedded_once()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        byte[] picture = SampleShop.Picture("26bd");
        for (int number = 0; number < 20; number++)
        {
            await engine.AddAsync(new ProductDetails { Title = $"ball {number}" }, picture);
        }

        await engine.CaughtUpAsync();

        Assert.Equal(20, await engine.Index.Vectors.CountAsync(Stop));
        Assert.Equal(1, await engine.Services.GetRequiredService<Embeddings>().CountAsync(engine.Index.Generation.Fingerprint, Stop));
    }

    [Fact]
    public async Task A_bad_picture_is_reported_and_holds_up_neither_its_product_nor_others()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product mixed = await engine.AddAsync(new ProductDetails { Title = "mixed" }, [1, 2, 3], SampleShop.Picture("26bd"));
        Product bad = await engine.AddAsync(new ProductDetails { Title = "bad" }, [.. SampleShop.Picture("1f350").Take(200)]);
        Product good = await engine.AddAsync(new ProductDetails { Title = "good" }, SampleShop.Picture("1f350"));

        Product mixedThen = await engine.IndexedAsync(mixed.Id);
        Product badThen = await engine.IndexedAsync(bad.Id);

        Assert.Equal(IndexState.Indexed, mixedThen.IndexState);
        Assert.Equal([PictureState.Failed, PictureState.Indexed], mixedThen.Pictures.Select(picture => picture.State));
        Assert.NotNull(mixedThen.Pictures[0].Error);
        Assert.Equal(IndexState.Failed, badThen.IndexState);
        Assert.NotNull(badThen.Pictures[0].Error);
        Assert.Equal(IndexState.Indexed, (await engine.IndexedAsync(good.Id)).IndexState);
    }

    [Fact]
    public async Task A_picture_that_failed_for_a_passing_reason_is_tried_again()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        // Longer than the fetch's own quick retries last.
        string address = server.Serve("ball", (context, times) =>
        {
            context.Response.StatusCode = times <= 8 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return times <= 8 ? Task.CompletedTask : context.Response.Body.WriteAsync(SampleShop.Picture("26bd")).AsTask();
        });
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, [address]);

        Product then = await Eventually.HoldsAsync(
            async () => (await engine.Reads.FindAsync(ProductKey.Of(product.Id), Stop))!,
            // The picture's state is saved before its vector is written; the product's comes last.
            read => read is { IndexState: IndexState.Indexed, Pictures: [{ State: PictureState.Indexed }] });

        Assert.Null(then.Pictures[0].Error);
        Assert.Equal(1, await engine.Index.Vectors.CountAsync(Stop));
    }

    [Fact]
    public async Task A_picture_that_never_comes_is_given_up_and_the_product_says_why()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("ball", (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: ("Indexing:PictureAttempts", "2"));
        Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, [address]);

        Product then = await Eventually.HoldsAsync(
            async () => (await engine.Reads.FindAsync(ProductKey.Of(product.Id), Stop))!,
            read => read.Pictures[0].State == PictureState.Failed && read.IndexState == IndexState.Failed);

        Assert.NotNull(then.Pictures[0].Error);
    }

    [Fact]
    public async Task Changing_only_what_filters_look_at_fetches_nothing()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("ball", SampleShop.Picture("26bd"));
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product product = await engine.AddAsync(new ProductDetails { Title = "ball", Category = "toys" }, [address]);
        await engine.IndexedAsync(product.Id);
        int asked = server.Asked("ball");

        WriteResult moved = await engine.Writes.ReplaceAsync(ProductKey.Of(product.Id), new ProductDetails { Title = "ball", Category = "sport" }, null, null, Stop);
        await engine.Signals.WakeAsync(product.Id, moved.Product!.Version, Stop);
        await engine.CaughtUpAsync();

        SearchRequest inSport = new() { Filter = new SearchFilter { Categories = ["sport"] } };
        SearchAnswer answer = (await engine.Search.ByImageAsync(SampleShop.Picture("26bd"), null, inSport, new SearchTimings(), Stop)).Value!;
        Assert.Equal(product.Id, Assert.Single(answer.Results).Product.Id);
        Assert.Equal(asked, server.Asked("ball"));
    }

    [Fact]
    public async Task A_deleted_product_leaves_the_index()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        await engine.IndexedAsync(product.Id);
        Assert.Equal(1, await engine.Index.Vectors.CountAsync(Stop));

        await engine.Writes.DeleteAsync(ProductKey.Of(product.Id), null, Stop);
        await engine.Signals.WakeAsync(product.Id, product.Version + 1, Stop);

        await Eventually.HoldsAsync(() => engine.Index.Vectors.CountAsync(Stop), count => count == 0);
    }

    [Fact]
    public async Task A_second_start_has_every_vector_and_embeds_nothing()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest first = await EngineUnderTest.StartAsync(folder.Path))
        {
            foreach (string name in SampleShop.Pictures.Take(5))
            {
                await first.AddAsync(new ProductDetails { Title = name, ExternalId = name }, SampleShop.Picture(name));
            }

            await first.CaughtUpAsync();
        }

        await using EngineUnderTest second = await EngineUnderTest.StartAsync(folder.Path, indexing: false);

        Assert.Equal(5, await second.Index.Vectors.CountAsync(Stop));
        Assert.Equal(0, (await second.CaughtUpAsync()).Pending);
        SearchAnswer answer = (await second.Search.ByImageAsync(SampleShop.Picture(SampleShop.Pictures[3]), null, new SearchRequest { Limit = 1 }, new SearchTimings(), Stop)).Value!;
        Assert.Equal(SampleShop.Pictures[3], answer.Results[0].Product.ExternalId);
    }

    [Fact]
    public async Task Claims_of_a_process_that_died_do_not_hold_up_the_next_one()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest first = await EngineUnderTest.StartAsync(folder.Path, indexing: false))
        {
            Product product = await first.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            IReadOnlyList<IndexClaim> claims = await first.Services.GetRequiredService<IndexOutbox>().ClaimAsync(first.Index.Generation.Id, [product.Id], 1, "dead", TimeSpan.FromHours(1), Stop);
            Assert.Single(claims);
        }

        await using EngineUnderTest second = await EngineUnderTest.StartAsync(folder.Path);

        await second.CaughtUpAsync();
        Assert.Equal(1, await second.Index.Vectors.CountAsync(Stop));
    }

    [Fact]
    public async Task What_a_full_queue_drops_is_found_by_the_sweeper()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(services: services => services.AddSingleton<IIndexQueue>(new InProcessIndexQueue(TimeProvider.System, capacity: 1)));
        foreach (string name in SampleShop.Pictures.Take(6))
        {
            await engine.AddAsync(new ProductDetails { Title = name }, SampleShop.Picture(name));
        }

        await engine.CaughtUpAsync();

        Assert.Equal(6, await engine.Index.Vectors.CountAsync(Stop));
    }

    [Fact]
    public async Task Changes_that_overtake_indexing_end_in_the_newest_state()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product product = await engine.AddAsync(new ProductDetails { Title = "0", PriceMinor = 0 }, SampleShop.Picture("26bd"));
        for (int price = 1; price <= 40; price++)
        {
            WriteResult written = await engine.Writes.ReplaceAsync(ProductKey.Of(product.Id), new ProductDetails { Title = $"{price}", PriceMinor = price }, null, null, Stop);
            await engine.Signals.WakeAsync(product.Id, written.Product!.Version, Stop);
        }

        await engine.CaughtUpAsync();

        SearchRequest newest = new() { Filter = new SearchFilter { PriceMinMinor = 40 } };
        Assert.Single((await engine.Search.ByImageAsync(SampleShop.Picture("26bd"), null, newest, new SearchTimings(), Stop)).Value!.Results);
    }

    [Fact]
    public async Task An_index_that_is_away_for_a_while_only_costs_time()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        OpenIndex index = engine.Index;
        FailingTwice failing = new(index.Vectors);
        engine.Services.GetRequiredService<LivingIndexes>().Adopt(index with { Vectors = failing });
        await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));

        await engine.CaughtUpAsync();

        Assert.Equal(1, await index.Vectors.CountAsync(Stop));
        Assert.Equal(2, failing.Failures);
    }

    /// <summary>An index that cannot be reached for the first two writes.</summary>
    private sealed class FailingTwice(IVectorIndex inner) : IVectorIndex
    {
        private int _failures;

        public int Failures => _failures;

        public int Dimension => inner.Dimension;

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
            => _failures < 2 && Interlocked.Increment(ref _failures) <= 2
                ? throw new VectorIndexUnavailableException("away")
                : inner.ApplyAsync(products, cancellationToken);

        public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

        public Task<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);
    }
}
