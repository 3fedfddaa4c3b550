using VisualSearch.Cli.Reindex;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ServerReindexingContractTests : ReindexingContract
{
    private protected override async Task<ReindexOutcome> RunAsync(ApiHost api, ReindexRequest request)
    {
        using ApiConnection connection = ApiConnection.To(api.Address, null);
        return await new ServerReindexing(connection).RunAsync(request, (_, _) => { }, TestContext.Current.CancellationToken);
    }
}
