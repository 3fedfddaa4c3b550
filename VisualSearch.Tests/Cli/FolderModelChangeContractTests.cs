using VisualSearch.Cli.ModelChange;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class FolderModelChangeContractTests : ModelChangeContract
{
    private protected override async Task<Opened> OpenAsync(ApiHost api, TwoModels models)
    {
        // A copy, so that the server may keep its own, which is removed with it.
        TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "shop.tar");
        string data = Path.Combine(folder.Path, "data");
        (await CliRun.OfAsync("db", "backup", file, "--data", Path.Combine(api.Folder, "data"))).Ended(VisualSearch.Cli.ExitCode.Done);
        (await CliRun.OfAsync("db", "restore", file, "--data", data)).Ended(VisualSearch.Cli.ExitCode.Done);
        await Eventually.HoldsAsync(() => Task.FromResult(DataDirectoryOwner.Find(data)), owner => owner is null);
        TargetSettings settings = new(null, null, data, models.Root, ["Indexing:GenerationPoll=00:00:00.1", "Indexing:SweepInterval=00:00:00.2"], false);
        return new Opened(await FolderModelChange.OpenAsync(new Target.Folder(data, settings), fill: true, TestContext.Current.CancellationToken), folder);
    }
}
