using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.ModelChange;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing.ModelChange;

/// <summary>What one generation learns of a picture, and what the others make of it.</summary>
public sealed class OtherGenerationsTests : IDisposable
{
    private readonly TwoModels _models = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task What_a_picture_shows_now_reaches_every_generation_by_one_fetch()
    {
        string shown = "26bd";
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("picture", (context, _) => context.Response.Body.WriteAsync(SampleShop.Picture(Volatile.Read(ref shown))).AsTask());
        await using EngineUnderTest engine = await StartAsync();
        Product product = await engine.AddAsync(new ProductDetails { Title = "it" }, [address]);
        await engine.CaughtUpAsync();
        await engine.StartOtherAsync();
        await engine.FilledAsync();
        int asked = server.Asked("picture");

        Volatile.Write(ref shown, "1f350");
        await engine.Services.GetRequiredService<ReindexMarks>().MarkAsync(ReindexScope.Pictures, null, Stop);

        foreach (string model in new[] { TwoModels.Bundled, TwoModels.Other })
        {
            await Eventually.HoldsAsync(() => LikenessAsync(engine, model, product.Id, "1f350"), likeness => likeness > 0.999);
        }

        Assert.Equal(asked + 1, server.Asked("picture"));
    }

    [Fact]
    public async Task A_picture_whose_bytes_differ_at_every_request_is_not_fetched_for_ever()
    {
        byte[] picture = SampleShop.Query(Path.GetFileNameWithoutExtension(Directory.GetFiles(Repository.PathOf("samples", "sample-shop", "queries"), "*.jpg")[0]));
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("picture", (context, times) =>
            context.Response.Body.WriteAsync((byte[])[.. picture, .. System.Text.Encoding.ASCII.GetBytes(times.ToString(CultureInfo.InvariantCulture))]).AsTask());
        await using EngineUnderTest engine = await StartAsync();
        await engine.AddAsync(new ProductDetails { Title = "it" }, [address]);
        await engine.CaughtUpAsync();
        await engine.StartOtherAsync();
        await engine.FilledAsync();
        await engine.CaughtUpAsync();

        await engine.Services.GetRequiredService<ReindexMarks>().MarkAsync(ReindexScope.Pictures, null, Stop);
        await engine.CaughtUpAsync();
        await engine.FilledAsync();

        Assert.Equal(3, server.Asked("picture"));
    }

    [Fact]
    public async Task A_picture_that_a_new_generation_cannot_fetch_for_now_stays_for_the_other_one_and_is_waited_for()
    {
        bool down = false;
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("picture", (context, _) =>
        {
            context.Response.StatusCode = Volatile.Read(ref down) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Volatile.Read(ref down) ? Task.CompletedTask : context.Response.Body.WriteAsync(SampleShop.Picture("26bd")).AsTask();
        });
        await using EngineUnderTest engine = await StartAsync(("Images:Retries", "0"), ("Indexing:FirstRetryDelay", "1.00:00:00"));
        Product product = await engine.AddAsync(new ProductDetails { Title = "it" }, [address]);
        await engine.CaughtUpAsync();
        Volatile.Write(ref down, true);
        Generation other = await engine.StartOtherAsync();
        GenerationState put = await Eventually.HoldsAsync(() => engine.StateAsync(TwoModels.Other), state => state.Progress is { Pending: 0, PutOff: 1 });

        Assert.Equal(product.Id, Assert.Single((await engine.FindAsync(SampleShop.Picture("26bd"))).Results).Product.Id);
        Assert.Equal(PictureState.Indexed, (await engine.Reads.FindAsync(ProductKey.Of(product.Id), Stop))!.Pictures[0].State);
        Assert.False(put.Progress.Complete);
        Assert.Equal(GenerationOutcome.Incomplete, (await engine.Changes().SwitchAsync(other.Id, false, Stop)).Outcome);

        // The active generation's own try is what finds the server well again.
        Volatile.Write(ref down, false);
        await engine.Services.GetRequiredService<ReindexMarks>().MarkAsync(ReindexScope.Failed, null, Stop);
        await Eventually.HoldsAsync(() => engine.Open(TwoModels.Other).Vectors.CountAsync(Stop), vectors => vectors == 1);
        Assert.True((await engine.FilledAsync()).Progress.Complete);
    }

    /// <summary>How much the product looks like the picture, to the generation's model; 0 for one that is not found.</summary>
    private static async Task<float> LikenessAsync(EngineUnderTest engine, string model, ProductId product, string picture)
    {
        OpenIndex index = engine.Open(model);
        PictureDecoder decoder = engine.Services.GetRequiredService<PictureDecoder>();
        float[] vector = await index.Model.EmbedImageAsync((await decoder.DecodeAsync(SampleShop.Picture(picture), index.Model.Pixels, Stop)).Value!, Stop);
        return (await index.Vectors.SearchAsync(new VectorQuery(vector, 10, -1, SearchFilter.None), Stop)).FirstOrDefault(hit => hit.Product == product).Score;
    }

    private Task<EngineUnderTest> StartAsync(params (string, string)[] settings) => EngineUnderTest.StartAsync(settings: [.. _models.Settings, .. settings]);
}
