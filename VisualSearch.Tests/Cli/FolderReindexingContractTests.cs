using VisualSearch.Cli.Reindex;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class FolderReindexingContractTests : ReindexingContract
{
    private protected override async Task<ReindexOutcome> RunAsync(ApiHost api, ReindexRequest request)
    {
        string data = Path.Combine(api.Folder, "data");
        await api.DisposeAsync();
        // A process that another test is just starting holds a copy of every open file, the folder's lock among them, until it runs.
        await Eventually.HoldsAsync(() => Task.FromResult(DataDirectoryOwner.Find(data)), owner => owner is null);
        TargetSettings settings = new(null, null, data, null, LocalSettings, false);
        return await new FolderReindexing(new Target.Folder(data, settings)).RunAsync(request, (_, _) => { }, TestContext.Current.CancellationToken);
    }
}
