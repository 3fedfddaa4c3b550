using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task The_status_of_a_server_says_what_it_holds()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string product = await api.CreateAsync(new { title = "ball" });
        await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));

        JsonElement status = (await CliRun.OfAsync("status", "--url", api.Address.ToString(), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal(1, status.GetProperty("products").GetInt64());
        Assert.Equal(1, status.GetProperty("vectors").GetInt64());
        Assert.Equal("efficientnet-lite1-240", status.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_data_folder_that_a_server_owns_is_asked_through_the_server()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "ball" });

        JsonElement status = (await CliRun.OfAsync("status", "--data", Path.Combine(api.Folder, "data"), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal(1, status.GetProperty("products").GetInt64());
        Assert.StartsWith("http://", status.GetProperty("where").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_of_a_data_folder_without_a_server_is_read_from_it()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path))
        {
            Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            await engine.IndexedAsync(product.Id);
        }

        CliRun run = (await CliRun.OfAsync("status", "--data", Path.Combine(folder.Path, "data"), "--set", "Embedding:Model=efficientnet-lite1-240")).Ended(ExitCode.Done);

        Assert.Matches(@"vectors +1\b", run.Output);
    }

    [Fact]
    public async Task A_folder_without_a_catalogue_is_refused_and_left_alone()
    {
        using TemporaryFolder folder = new();

        CliRun run = (await CliRun.OfAsync("status", "--data", folder.Path)).Ended(ExitCode.Unavailable);

        Assert.Contains("no catalogue", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        CliRun run = (await CliRun.OfAsync("status", "--url", "http://127.0.0.1:1")).Ended(ExitCode.Unavailable);

        Assert.Contains("http://127.0.0.1:1", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
