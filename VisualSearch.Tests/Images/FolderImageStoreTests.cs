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

    [Fact]
    public async Task What_a_killed_process_left_unfinished_goes_with_the_next_listing_and_what_is_being_written_stays()
    {
        string key = await Store.SaveAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        string folder = Path.Combine(_folder.FullName, key[..2], key[2..4]);
        string left = Path.Combine(folder, $"{key}.0.tmp");
        string written = Path.Combine(folder, $"{key}.1.tmp");
        await File.WriteAllBytesAsync(left, new byte[5], TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(left, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        await File.WriteAllBytesAsync(written, new byte[5], TestContext.Current.CancellationToken);

        await foreach (string old in Store.ListAsync(DateTimeOffset.MinValue, TestContext.Current.CancellationToken))
        {
            Assert.Fail($"{old} is not that old.");
        }

        Assert.Equal([Path.Combine(folder, key), written], Directory.GetFiles(folder).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
