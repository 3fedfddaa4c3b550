using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Searching;

public sealed class FolderSearchCommandTests : SearchCommandTests, IClassFixture<FolderSearchCommandTests.Folder>
{
    private readonly Folder _folder;

    public FolderSearchCommandTests(Folder folder) => _folder = folder;

    private protected override string[] Shop => _folder.Where;

    public sealed class Folder : IAsyncLifetime
    {
        private readonly TemporaryFolder _files = new();

        internal string[] Where => ["--data", Path.Combine(_files.Path, "data"), "--set", "Embedding:Model=efficientnet-lite1-240", "--set", "Images:AllowedNetworks:0=127.0.0.1/32"];

        public async ValueTask InitializeAsync() => await SmallCatalogue.ImportAsync(_files.Path, Where);

        public ValueTask DisposeAsync()
        {
            _files.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
