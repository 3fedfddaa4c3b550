using Microsoft.AspNetCore.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>Picture servers that hang, dawdle or talk nonsense hold up their own products and no others.</summary>
public sealed class SlowPicturesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_that_does_not_come_holds_up_neither_its_batch_nor_the_next_ones()
    {
        TaskCompletionSource letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PictureServer hanging = await PictureServer.StartAsync();
        await using PictureServer well = await PictureServer.StartAsync();
        // Two at once, so that a hanging one holds half of all there is.
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: [
            ("Indexing:PicturesAtOnce", "2"), ("Indexing:BatchPatience", "00:00:00.1"), ("Indexing:BatchesAtOnce", "1"), ("Images:IdleTimeout", "00:05:00"), ("Images:FetchTimeout", "00:05:00")]);
        List<Product> stuck = [];
        List<Product> others = [];
        for (int number = 0; number < 4; number++)
        {
            string address = hanging.Serve($"hangs-{number}.jpg", async (context, _) =>
            {
                await letGo.Task.WaitAsync(context.RequestAborted);
                context.Response.ContentType = "image/jpeg";
                await context.Response.Body.WriteAsync(SampleShop.Picture("26bd"), context.RequestAborted);
            });
            stuck.Add(await engine.AddAsync(new ProductDetails { Title = $"stuck {number}" }, [address]));
            others.Add(await engine.AddAsync(new ProductDetails { Title = $"other {number}" }, [well.Serve($"{number}.jpg", SampleShop.Picture("1f34e"))]));
        }

        foreach (Product other in others)
        {
            Assert.Equal(IndexState.Indexed, (await engine.IndexedAsync(other.Id)).IndexState);
        }

        foreach (Product product in stuck)
        {
            Assert.Equal(IndexState.Pending, (await engine.Reads.FindAsync(ProductKey.Of(product.Id), Stop))!.IndexState);
        }

        letGo.SetResult();
        foreach (Product product in stuck)
        {
            Assert.Equal(IndexState.Indexed, (await engine.IndexedAsync(product.Id)).IndexState);
        }
    }

    [Fact]
    public async Task A_host_that_never_answers_is_asked_a_few_times_however_many_pictures_it_has()
    {
        await using PictureServer silent = await PictureServer.StartAsync();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: [
            ("Images:ConnectTimeout", "00:00:00.1"), ("Images:IdleTimeout", "00:00:00.1"), ("Images:FetchTimeout", "00:00:01"), ("Images:Retries", "0"), ("Indexing:PicturesAtOnce", "2"), ("Indexing:FirstRetryDelay", "01:00:00")]);
        int asked = 0;
        for (int number = 0; number < 20; number++)
        {
            string address = silent.Serve($"{number}.jpg", (context, _) =>
            {
                Interlocked.Increment(ref asked);
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            });
            await engine.AddAsync(new ProductDetails { Title = $"silent {number}" }, [address]);
        }

        // All are put off: most without a request of their own.
        await engine.CaughtUpAsync();

        Assert.InRange(asked, 1, 10);
    }

    [Fact]
    public async Task A_picture_that_nobody_asked_for_loses_no_attempt_by_its_host()
    {
        await using PictureServer silent = await PictureServer.StartAsync();
        // One attempt is all there is, so that each that is counted ends in a failure for good.
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: [
            ("Images:ConnectTimeout", "00:00:00.1"), ("Images:IdleTimeout", "00:00:00.1"), ("Images:FetchTimeout", "00:00:01"), ("Images:Retries", "0"), ("Indexing:PicturesAtOnce", "2"), ("Indexing:PictureAttempts", "1")]);
        int asked = 0;
        List<ProductId> products = [];
        for (int number = 0; number < 20; number++)
        {
            string address = silent.Serve($"{number}.jpg", (context, _) =>
            {
                Interlocked.Increment(ref asked);
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            });
            products.Add((await engine.AddAsync(new ProductDetails { Title = $"silent {number}" }, [address])).Id);
        }

        await engine.CaughtUpAsync();

        List<PictureState> states = [];
        foreach (ProductId product in products)
        {
            ProductPicture picture = Assert.Single((await engine.Reads.FindAsync(ProductKey.Of(product), Stop))!.Pictures);
            Assert.NotNull(picture.Error);
            states.Add(picture.State);
        }

        Assert.Equal((asked, 20 - asked), (states.Count(state => state == PictureState.Failed), states.Count(state => state == PictureState.Pending)));
    }

    [Fact]
    public async Task Half_a_picture_a_page_in_its_place_and_a_circle_of_redirects_are_failures_of_their_own_product_alone()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: [("Images:RetryDelay", "00:00:00.01")]);
        byte[] picture = SampleShop.Picture("26bd");
        Product half = await engine.AddAsync(new ProductDetails { Title = "half" }, [server.Serve("half.jpg", picture[..(picture.Length / 2)])]);
        Product page = await engine.AddAsync(new ProductDetails { Title = "page" }, [server.Serve("page.jpg", "<html>Sign in</html>"u8.ToArray())]);
        Product circle = await engine.AddAsync(new ProductDetails { Title = "circle" }, [server.Serve("circle.jpg", (context, _) =>
        {
            context.Response.Redirect("/circle.jpg");
            return Task.CompletedTask;
        })]);
        Product whole = await engine.AddAsync(new ProductDetails { Title = "whole" }, [server.Serve("whole.jpg", picture)]);

        Assert.Equal(IndexState.Indexed, (await engine.IndexedAsync(whole.Id)).IndexState);
        foreach (Product broken in (Product[])[half, page, circle])
        {
            Product seen = await engine.IndexedAsync(broken.Id);
            Assert.Equal(IndexState.Failed, seen.IndexState);
            Assert.NotNull(Assert.Single(seen.Pictures).Error);
        }
    }
}
