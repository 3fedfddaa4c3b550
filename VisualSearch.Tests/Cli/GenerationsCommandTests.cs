using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class GenerationsCommandTests
{
    [Fact]
    public async Task A_shop_gets_another_model_by_five_commands()
    {
        using TwoModels models = new();
        await using ApiHost api = await ApiHost.StartAsync(settings: models.Settings);
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "ball" }), SampleShop.Picture("26bd"));
        string[] url = ["--url", api.Address.ToString()];

        CliRun started = (await CliRun.OfAsync(["generations", "start", TwoModels.Other, "--wait", .. url])).Ended(ExitCode.Done);
        CliRun compared = (await CliRun.OfAsync(["generations", "compare", TwoModels.Other, .. url])).Ended(ExitCode.Done);
        CliRun switched = (await CliRun.OfAsync(["generations", "switch", TwoModels.Other, .. url])).Ended(ExitCode.Done);
        JsonElement back = (await CliRun.OfAsync(["generations", "rollback", "--json", .. url])).Ended(ExitCode.Done).Json;
        CliRun listed = (await CliRun.OfAsync(["generations", "list", .. url])).Ended(ExitCode.Done);
        (await CliRun.OfAsync(["generations", "drop", TwoModels.Other, .. url])).Ended(ExitCode.Done);
        CliRun gone = (await CliRun.OfAsync(["generations", "drop", TwoModels.Other, .. url])).Ended(ExitCode.Failed);

        Assert.Contains("is complete: 1 products", started.Output, StringComparison.Ordinal);
        Assert.Contains("have 100", compared.Output, StringComparison.Ordinal);
        Assert.Contains(TwoModels.Other, switched.Output, StringComparison.Ordinal);
        Assert.Equal((TwoModels.Bundled, true), (back.GetProperty("model").GetString(), back.GetProperty("active").GetBoolean()));
        Assert.Contains("beside it, complete", listed.Output, StringComparison.Ordinal);
        Assert.Contains(TwoModels.Bundled, gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_data_folder_a_generation_is_filled_before_the_command_ends()
    {
        using TwoModels models = new();
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path, settings: models.Settings))
        {
            await engine.AddAsync(new VisualSearch.Engine.Catalogue.ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            await engine.CaughtUpAsync();
        }

        string[] place = ["--data", Path.Combine(folder.Path, "data"), "--models", models.Root];
        JsonElement made = (await CliRun.OfAsync(["generations", "start", TwoModels.Other, "--json", .. place])).Ended(ExitCode.Done).Json;
        (await CliRun.OfAsync(["generations", "switch", made.GetProperty("generation_id").GetString()!, .. place])).Ended(ExitCode.Done);
        JsonElement status = (await CliRun.OfAsync(["status", "--json", .. place])).Ended(ExitCode.Done).Json;

        Assert.True(made.GetProperty("complete").GetBoolean());
        Assert.Equal((TwoModels.Other, 1), (status.GetProperty("model").GetString(), status.GetProperty("vectors").GetInt32()));
    }

    [Fact]
    public async Task A_generation_that_nobody_knows_is_answered_with_those_there_are()
    {
        await using ApiHost api = await ApiHost.StartAsync();

        CliRun run = (await CliRun.OfAsync("generations", "switch", "9", "--url", api.Address.ToString())).Ended(ExitCode.Failed);

        Assert.Contains("1 (efficientnet-lite1-240)", run.Error, StringComparison.Ordinal);
    }
}
