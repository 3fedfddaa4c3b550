using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class ServerSinkContractTests : ProductSinkContract
{
    private ApiHost? _api;
    private ServerSink? _sink;

    private protected override IProductSink Sink => _sink!;

    private protected override ProductReads Reads => _api!.Services.GetRequiredService<ProductReads>();

    public override async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _sink = new ServerSink(ApiConnection.To(_api.Address, null));
    }

    public override async ValueTask DisposeAsync()
    {
        await _sink!.DisposeAsync();
        await _api!.DisposeAsync();
        await base.DisposeAsync();
    }
}
