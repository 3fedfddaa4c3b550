using VisualSearch.Cli.ModelChange;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ServerModelChangeContractTests : ModelChangeContract
{
    private protected override Task<Opened> OpenAsync(ApiHost api, TwoModels models)
    {
        ApiConnection connection = ApiConnection.To(api.Address, null);
        return Task.FromResult(new Opened(new ServerModelChange(connection), connection));
    }
}
