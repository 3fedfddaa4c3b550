using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VisualSearch.Cli;
using VisualSearch.Cli.Reindex;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Contracts;

/// <summary>What indexing again does, by a server and over a data folder.</summary>
public abstract class ReindexingContract
{
    private static readonly (string Key, string Value)[] Local = [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:Retries", "0"), ("Indexing:FirstRetryDelay", "1.00:00:00")];

    /// <summary>What the command line says besides, where it works in its own process.</summary>
    private protected static string[] LocalSettings => [.. Local.Select(setting => $"{setting.Key}={setting.Value}"), "Embedding:Model=efficientnet-lite1-240"];

    [Fact]
    public async Task Vectors_are_written_again_without_asking_for_a_picture()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        string address = pictures.Serve("ball", SampleShop.Picture("26bd"));
        using TemporaryFolder folder = new();

        (ReindexOutcome outcome, JsonElement product) = await RunAsync(folder, address, "vectors", ["ext:ball"]);

        Assert.Equal((1, 0L), (outcome.Products, outcome.Failed));
        Assert.Equal("indexed", product.GetProperty("index_state").GetString());
        Assert.Equal(1, pictures.Asked("ball"));
    }

    [Fact]
    public async Task Pictures_are_fetched_again()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        string address = pictures.Serve("ball", SampleShop.Picture("26bd"));
        using TemporaryFolder folder = new();

        (ReindexOutcome outcome, _) = await RunAsync(folder, address, "pictures", []);

        Assert.Equal(2, outcome.Products);
        Assert.Equal(2, pictures.Asked("ball"));
    }

    [Fact]
    public async Task A_picture_that_failed_is_tried_again_and_no_other()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        string address = pictures.Serve("late", (context, times) =>
        {
            context.Response.StatusCode = times == 1 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            return times == 1 ? Task.CompletedTask : context.Response.Body.WriteAsync(SampleShop.Picture("26bd")).AsTask();
        });
        using TemporaryFolder folder = new();

        (ReindexOutcome outcome, JsonElement product) = await RunAsync(folder, address, "failed", []);

        Assert.Equal((1, 0L), (outcome.Products, outcome.Failed));
        Assert.Equal("indexed", product.GetProperty("images")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_product_that_is_not_there_is_named_and_nothing_marked()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        using TemporaryFolder folder = new();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(folder, pictures.Serve("ball", SampleShop.Picture("26bd")), "vectors", ["ext:nobody"]));

        Assert.Contains("ext:nobody", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal is CommandFailedException or ApiProblemException, refusal.ToString());
    }

    /// <summary>Does the work over a content root whose server runs, or was stopped.</summary>
    private protected abstract Task<ReindexOutcome> RunAsync(ApiHost api, ReindexRequest request);

    private async Task<(ReindexOutcome Outcome, JsonElement Product)> RunAsync(TemporaryFolder folder, string address, string scope, string[] products)
    {
        ReindexOutcome outcome;
        ApiHost api = await ApiHost.StartAsync(folder: folder.Path, settings: Local);
        await using (api)
        {
            string id = await api.CreateAsync(new { title = "ball", external_id = "ball", images = new[] { address } });
            await api.CreateAsync(new { title = "plain" });
            await api.ProcessedAsync(id);
            outcome = await RunAsync(api, new ReindexRequest(scope, products, Wait: true));
        }

        await using ApiHost after = await ApiHost.StartAsync(folder: folder.Path, settings: Local);
        return (outcome, await after.ProcessedAsync("ext:ball"));
    }
}
