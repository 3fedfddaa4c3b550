using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class FolderSinkContractTests : ProductSinkContract
{
    private readonly TemporaryFolder _folder = new();
    private EngineHost? _engine;
    private FolderSink? _sink;

    private protected override IProductSink Sink => _sink!;

    private protected override ProductReads Reads => _engine!.Get<ProductReads>();

    public override async ValueTask InitializeAsync()
    {
        TargetSettings settings = new(null, null, null, null, ["Embedding:Model=efficientnet-lite1-240"], Verbose: false);
        _engine = await EngineHost.OpenAsync(new Target.Folder(_folder.Path, settings), indexing: false, TestContext.Current.CancellationToken);
        _sink = new FolderSink(_folder.Path, _engine);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sink!.DisposeAsync();
        _folder.Dispose();
        await base.DisposeAsync();
    }
}
