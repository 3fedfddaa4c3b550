using VisualSearch.Engine.Images;
using VisualSearch.Tests.Contracts;

namespace VisualSearch.Tests.Images;

public sealed class FolderImageStoreTests : ImageStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("visualsearch-pictures-");

    private protected override IImageStore Store => new FolderImageStore(_folder.FullName, TimeProvider.System);

    [Fact]
    public async Task Files_are_fanned_out_and_no_unfinished_one_is_left()
    {
        string key = await Store.SaveAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);

        string[] files = Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories);
        Assert.Equal(Path.Combine(_folder.FullName, key[..2], key[2..4], key), Assert.Single(files));
    }

    [Fact]
    public async Task A_cancelled_save_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveAsync(new byte[100], new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
