using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Searching;

public sealed class ServerSearchCommandTests : SearchCommandTests, IClassFixture<ServerSearchCommandTests.Server>
{
    private readonly Server _server;

    public ServerSearchCommandTests(Server server) => _server = server;

    private protected override string[] Shop => _server.Where;

    public sealed class Server : IAsyncLifetime
    {
        private readonly TemporaryFolder _files = new();
        private ApiHost? _api;

        internal string[] Where => ["--url", _api!.Address.ToString()];

        public async ValueTask InitializeAsync()
        {
            _api = await ApiHost.StartAsync(settings: ("Images:AllowedNetworks:0", "127.0.0.1/32"));
            await SmallCatalogue.ImportAsync(_files.Path, Where);
            foreach (string product in (string[])["banana", "pear", "ball"])
            {
                await _api.ProcessedAsync("ext:" + product);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _api!.DisposeAsync();
            _files.Dispose();
        }
    }
}
