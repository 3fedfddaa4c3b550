using VisualSearch.Cli.Targets;
using VisualSearch.Cli.Webhooks;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Webhooks;

public sealed class ServerInboxContractTests : InboxContract
{
    private protected override async Task UseAsync(ApiHost api, Func<IInbox, Task> use)
    {
        using ApiConnection connection = ApiConnection.To(api.Address, null);
        await use(new ServerInbox(connection));
    }
}
