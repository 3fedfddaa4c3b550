using VisualSearch.Cli.Export;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class FolderLinesContractTests : CatalogueLinesContract
{
    private protected override async Task<Source> OpenAsync(ApiHost api)
    {
        // A copy, as a backup makes it: the server keeps its own.
        TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "shop.tar");
        string data = Path.Combine(folder.Path, "data");
        (await CliRun.OfAsync("db", "backup", file, "--data", Path.Combine(api.Folder, "data"))).Ended(VisualSearch.Cli.ExitCode.Done);
        (await CliRun.OfAsync("db", "restore", file, "--data", data)).Ended(VisualSearch.Cli.ExitCode.Done);
        return new Source(new FolderLines(new Target.Folder(data, new TargetSettings(null, null, data, null, [], false))), folder);
    }
}
