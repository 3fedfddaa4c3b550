using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ModelsCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_names_the_models_and_what_they_lack()
    {
        JsonElement models = (await CliRun.OfAsync("models", "list", "--json")).Ended(ExitCode.Done).Json;
        CliRun table = (await CliRun.OfAsync("models", "list")).Ended(ExitCode.Done);

        Assert.True(models.EnumerateArray().Single(model => model.GetProperty("name").GetString() == "efficientnet-lite1-240").GetProperty("present").GetBoolean());
        Assert.Equal(4, models.EnumerateArray().Single(model => model.GetProperty("name").GetString() == "clip-vit-b-32").GetProperty("missing_files").GetArrayLength());
        Assert.Contains("clip-vit-b-32-multilingual", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_says_how_to_use_what_it_got()
    {
        await using ModelHub hub = await ModelHub.StartAsync();

        CliRun run = (await CliRun.OfAsync("models", "pull", ModelHub.Model, "--models", hub.Models, "--mirror", hub.Mirror)).Ended(ExitCode.Done);
        CliRun verified = (await CliRun.OfAsync("models", "verify", ModelHub.Model, "--models", hub.Models)).Ended(ExitCode.Done);

        Assert.Contains($"Embedding:Model={ModelHub.Model}", run.Error, StringComparison.Ordinal);
        Assert.Contains("as it should be", verified.Output, StringComparison.Ordinal);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(hub.Target, Stop));
    }

    [Fact]
    public async Task A_model_that_is_not_there_or_not_whole_is_no_success()
    {
        await using ModelHub hub = await ModelHub.StartAsync();

        (await CliRun.OfAsync("models", "pull", "nobody")).Ended(ExitCode.Failed);
        (await CliRun.OfAsync("models", "pull", ModelHub.Model, "--variant", "none", "--models", hub.Models)).Ended(ExitCode.Failed);
        (await CliRun.OfAsync("models", "pull", ModelHub.Model, "--mirror", "nonsense", "--models", hub.Models)).Ended(ExitCode.WrongUsage);
        CliRun verified = (await CliRun.OfAsync("models", "verify", ModelHub.Model, "--models", hub.Models)).Ended(ExitCode.Partly);
        Assert.Contains("missing", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_that_is_killed_goes_on_where_it_was_and_the_user_s_folder_is_found_without_a_setting()
    {
        TaskCompletionSource half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> ranges = [];
        await using ModelHub hub = await ModelHub.StartAsync(async (context, times) =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            if (times > 1)
            {
                await ModelHub.AnswerAsync(context);
                return;
            }

            context.Response.Headers.ETag = "\"one\"";
            context.Response.ContentLength = ModelHub.Content.Length;
            await context.Response.Body.WriteAsync(ModelHub.Content.AsMemory(0, 150_000));
            await context.Response.Body.FlushAsync();
            half.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using TemporaryFolder home = new();
        string folder = Path.Combine(home.Path, "visualsearch", "models", ModelHub.Model);
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(hub.Folder, "manifest.json"), Path.Combine(folder, "manifest.json"));
        Dictionary<string, string> environment = new() { ["XDG_DATA_HOME"] = home.Path, ["VISUALSEARCH_MODEL_MIRROR"] = hub.Mirror };

        using (CliInEnvironment first = CliInEnvironment.Start(environment, "models", "pull", ModelHub.Model))
        {
            Task<CliRun> ended = first.EndedAsync();
            Assert.True(await Task.WhenAny(half.Task, ended) == half.Task, "The pull ended before it asked for anything.");
            string part = Path.Combine(folder, ModelHub.File + ".part");
            await Eventually.HoldsAsync(() => Task.FromResult(File.Exists(part) ? new FileInfo(part).Length : 0), length => length == 150_000);
            await first.KillAsync();
        }

        Assert.False(File.Exists(Path.Combine(folder, ModelHub.File)));
        using CliInEnvironment second = CliInEnvironment.Start(environment, "models", "pull", ModelHub.Model);
        (await second.EndedAsync()).Ended(ExitCode.Done);

        Assert.Equal("bytes=150000-", ranges[1]);
        Assert.Equal(ModelHub.Content, await File.ReadAllBytesAsync(Path.Combine(folder, ModelHub.File), Stop));
        using CliInEnvironment list = CliInEnvironment.Start(environment, "models", "list", "--json");
        Assert.True((await list.EndedAsync()).Ended(ExitCode.Done).Json.EnumerateArray().Single(model => model.GetProperty("name").GetString() == ModelHub.Model).GetProperty("present").GetBoolean());
    }
}
