using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

public sealed class RefetchedPictureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_that_cannot_be_fetched_again_for_now_stays_findable_over_a_restart_too()
    {
        bool down = false;
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("ball", (context, _) =>
        {
            context.Response.StatusCode = Volatile.Read(ref down) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Volatile.Read(ref down) ? Task.CompletedTask : context.Response.Body.WriteAsync(SampleShop.Picture("26bd")).AsTask();
        });
        using TemporaryFolder folder = new();
        (string, string)[] settings = [("Indexing:FirstRetryDelay", "1.00:00:00"), ("Images:Retries", "0")];
        ProductId id;
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path, settings: settings))
        {
            id = (await engine.AddAsync(new ProductDetails { Title = "ball" }, [address])).Id;
            await engine.IndexedAsync(id);
            Volatile.Write(ref down, true);
            await engine.Services.GetRequiredService<ReindexMarks>().MarkAsync(ReindexScope.Pictures, null, Stop);
            Product put = await Eventually.HoldsAsync(() => FindAsync(engine, id), product => product is { IndexState: IndexState.Indexed, Pictures: [{ Error: not null }] });

            Assert.Equal(PictureState.Indexed, put.Pictures[0].State);
            Assert.Equal(1, await engine.Index.Vectors.CountAsync(Stop));
        }

        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path, settings: settings))
        {
            Assert.Equal(1, await engine.Index.Vectors.CountAsync(Stop));
            Volatile.Write(ref down, false);
            await engine.Services.GetRequiredService<ReindexMarks>().MarkAsync(ReindexScope.Failed, null, Stop);
            Product again = await Eventually.HoldsAsync(() => FindAsync(engine, id), product => product.Pictures[0].Error is null);

            Assert.Equal(PictureState.Indexed, again.Pictures[0].State);
        }
    }

    [Fact]
    public async Task A_picture_that_is_gone_for_good_is_no_longer_found()
    {
        bool gone = false;
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("ball", (context, _) =>
        {
            context.Response.StatusCode = Volatile.Read(ref gone) ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            return Volatile.Read(ref gone) ? Task.CompletedTask : context.Response.Body.WriteAsync(SampleShop.Picture("26bd")).AsTask();
        });
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        ProductId id = (await engine.AddAsync(new ProductDetails { Title = "ball" }, [address])).Id;
        await engine.IndexedAsync(id);
        Volatile.Write(ref gone, true);
        await engine.Services.GetRequiredService<ReindexMarks>().MarkAsync(ReindexScope.Pictures, null, Stop);

        await Eventually.HoldsAsync(() => FindAsync(engine, id), product => product.IndexState == IndexState.Failed);

        Assert.Equal(0, await engine.Index.Vectors.CountAsync(Stop));
    }

    [Fact]
    public async Task A_product_that_waits_to_be_indexed_again_is_read_at_a_start()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("ball", "https://a/1");
        await catalogue.IndexAllAsync(generation);

        Assert.Equal(1, await catalogue.Get<ReindexMarks>().MarkAsync(ReindexScope.Vectors, [id], Stop));

        StoredProduct stored = Assert.Single(await catalogue.Embeddings.ReadAllAsync(generation.Id, generation.Fingerprint, Stop).ToListAsync(Stop));
        Assert.Equal((id, 0L), (stored.Product, stored.Version));
    }

    [Fact]
    public async Task A_mark_set_while_a_worker_is_at_the_product_is_not_lost()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("ball", "https://a/1");
        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "test", TimeSpan.FromMinutes(1), Stop));
        await catalogue.Get<ReindexMarks>().MarkAsync(ReindexScope.Pictures, null, Stop);
        await catalogue.Outbox.SaveWorkAsync(generation.Fingerprint, [TemporaryCatalogue.Embedded(claim.Pictures[0])], Stop);

        Assert.Equal([id], await catalogue.Outbox.CommitAsync(generation.Id, "test", [new IndexedProduct(id, claim.Version)], Stop));

        IndexClaim next = Assert.Single(await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "test", TimeSpan.FromMinutes(1), Stop));
        Assert.True(next.Pictures[0].MustFetch);
    }

    private static async Task<Product> FindAsync(EngineUnderTest engine, ProductId id) => (await engine.Reads.FindAsync(ProductKey.Of(id), Stop))!;
}
