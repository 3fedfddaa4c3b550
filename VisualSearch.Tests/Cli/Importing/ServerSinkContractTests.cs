using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class ServerSinkContractTests(ServerSinkContractTests.Server server) : ProductSinkContract, IClassFixture<ServerSinkContractTests.Server>
{
    private ServerSink? _sink;

    private protected override IProductSink Sink => _sink!;

    private protected override ProductReads Reads => server.Api.Services.GetRequiredService<ProductReads>();

    public override ValueTask InitializeAsync()
    {
        _sink = new ServerSink(ApiConnection.To(server.Api.Address, null));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _sink!.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>One server for all tests.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal ApiHost Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await ApiHost.StartAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
