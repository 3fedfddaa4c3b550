using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ReindexCommandTests
{
    [Fact]
    public async Task A_server_takes_it_on_and_is_waited_for_if_wanted()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string product = await api.CreateAsync(new { title = "ball", external_id = "b" });
        await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));

        CliRun said = (await CliRun.OfAsync("reindex", "--url", api.Address.ToString())).Ended(ExitCode.Done);
        JsonElement waited = (await CliRun.OfAsync("reindex", "ext:b", "--fetch", "--wait", "--json", "--url", api.Address.ToString())).Ended(ExitCode.Done).Json;

        Assert.StartsWith("1 products will be", said.Output, StringComparison.Ordinal);
        Assert.Equal((1, 0), (waited.GetProperty("products").GetInt32(), waited.GetProperty("failed").GetInt32()));
    }

    [Fact]
    public async Task Another_model_than_the_catalogue_s_is_refused_in_a_sentence()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path))
        {
            Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            await engine.IndexedAsync(product.Id);
        }

        CliRun run = (await CliRun.OfAsync("reindex", "--data", Path.Combine(folder.Path, "data"), "--set", "Embedding:Model=efficientnet-lite1-240", "--set", "Embedding:Variant=int8")).Ended(ExitCode.Failed);

        Assert.Contains("indexed with the model efficientnet-lite1-240", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_ones_alone_and_all_anew_exclude_each_other() =>
        (await CliRun.OfAsync("reindex", "--failed", "--fetch")).Ended(ExitCode.WrongUsage);
}
