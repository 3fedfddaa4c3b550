using VisualSearch.Cli.Export;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ServerLinesContractTests : CatalogueLinesContract
{
    private protected override Task<Source> OpenAsync(ApiHost api)
    {
        ApiConnection connection = ApiConnection.To(api.Address, null);
        return Task.FromResult(new Source(new ServerLines(connection), connection));
    }
}
