using Microsoft.Data.Sqlite;
using VisualSearch.Cli;
using VisualSearch.Cli.Importing;
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

    [Fact]
    public async Task A_folder_that_cannot_be_used_any_more_is_said_by_whatever_is_asked_of_it()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ImportRow row = new(1, 1, "p", new ProductDetails { ExternalId = "p", Title = "Ball" }, null);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "catalogue.db"), "this is no database any more", cancellationToken);

        CommandFailedException[] failures =
        [
            await Assert.ThrowsAsync<CommandFailedException>(() => Sink.FindAsync("p", cancellationToken)),
            await Assert.ThrowsAsync<CommandFailedException>(() => Sink.FetchAgainAsync("p", cancellationToken)),
            await Assert.ThrowsAsync<CommandFailedException>(() => Sink.WriteAsync(row, cancellationToken)),
        ];

        Assert.All(failures, failure => Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pictures_of_one_product_are_marked_in_the_catalogue_and_no_others()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        foreach (string id in (string[])["p", "q"])
        {
            await Sink.WriteAsync(new ImportRow(1, 1, id, new ProductDetails { ExternalId = id, Title = "Ball" }, [new RowPicture.Address($"https://pictures.example/{id}.jpg")]), cancellationToken);
        }

        await using SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "catalogue.db")};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        // As when they have been fetched.
        command.CommandText = "UPDATE pictures SET fetch = 0";
        Assert.Equal(2, await command.ExecuteNonQueryAsync(cancellationToken));

        Assert.True(await Sink.FetchAgainAsync("p", cancellationToken));

        command.CommandText = "SELECT group_concat(reference) FROM pictures WHERE fetch = 1";
        Assert.Equal("https://pictures.example/p.jpg", await command.ExecuteScalarAsync(cancellationToken));
    }

    public override async ValueTask DisposeAsync()
    {
        await _sink!.DisposeAsync();
        _folder.Dispose();
        await base.DisposeAsync();
    }
}
