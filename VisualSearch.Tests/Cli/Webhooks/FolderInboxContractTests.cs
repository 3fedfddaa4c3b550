using VisualSearch.Cli.Targets;
using VisualSearch.Cli.Webhooks;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Webhooks;

public sealed class FolderInboxContractTests : InboxContract
{
    private protected override async Task UseAsync(ApiHost api, Func<IInbox, Task> use)
    {
        string data = Path.Combine(api.Folder, "data");
        await api.DisposeAsync();
        // A process that another test is just starting holds a copy of every open file, the folder's lock among them, until it runs.
        await Eventually.HoldsAsync(() => Task.FromResult(DataDirectoryOwner.Find(data)), owner => owner is null);
        await use(new FolderInbox(new Target.Folder(data, new TargetSettings(null, null, data, null, [], false))));
    }
}
