using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>Which files of kept pictures go, and which stay.</summary>
public sealed class KeptPictureSweepTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TemporaryCatalogue? _catalogue;
    private FolderImageStore? _store;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TemporaryCatalogue Catalogue => _catalogue!;

    private FolderImageStore Store => _store!;

    private FakeTimeProvider Time => Catalogue.Time;

    private KeptPictureSweep Sweep => new(Store, Catalogue.Reads, Catalogue.Get<JobLocks>(), Time, Catalogue.Services.GetRequiredService<IOptions<RetentionOptions>>());

    public async ValueTask InitializeAsync()
    {
        _catalogue = await TemporaryCatalogue.CreateAsync();
        _store = new FolderImageStore(_folder.Path, Time);
    }

    public async ValueTask DisposeAsync()
    {
        await Catalogue.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task While_another_is_at_it_nothing_is_removed()
    {
        await Store.SaveAsync(new byte[] { 1, 2, 3 }, Cancelled);
        Time.Advance(TimeSpan.FromDays(2));
        await using (await Catalogue.Get<JobLocks>().TryTakeAsync(CatalogueLock.KeptPictures, Cancelled))
        {
            Assert.Equal(0, await Sweep.RunAsync(Cancelled));
        }

        Assert.Equal(1, await Sweep.RunAsync(Cancelled));
    }

    [Fact]
    public async Task A_file_goes_when_its_picture_is_taken_out_and_stays_while_another_product_has_it()
    {
        string mine = await KeepAsync(1);
        string shared = await KeepAsync(2);
        ProductId product = await Catalogue.AddAsync("Mug", mine, shared);
        await Catalogue.AddAsync("Bowl", shared);
        await Catalogue.Writes.ReplaceAsync(ProductKey.Of(product), new ProductDetails { Title = "Mug" }, [], null, Cancelled);
        Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Sweep.RunAsync(Cancelled));

        Assert.False(await IsKeptAsync(mine));
        Assert.True(await IsKeptAsync(shared));
        Assert.Equal(0, await Sweep.RunAsync(Cancelled));
    }

    [Fact]
    public async Task A_file_of_a_deleted_product_stays_as_long_as_the_product_is_remembered()
    {
        string picture = await KeepAsync(1);
        ProductId product = await Catalogue.AddAsync("Mug", picture);
        await Catalogue.Writes.DeleteAsync(ProductKey.Of(product), null, Cancelled);
        bool remembered = (await Catalogue.Reads.ReferencedAsync([picture], Cancelled)).Count > 0;
        Time.Advance(TimeSpan.FromDays(2));

        await Sweep.RunAsync(Cancelled);
        Assert.Equal(remembered, await IsKeptAsync(picture));

        Time.Advance(TimeSpan.FromDays(30));
        await Catalogue.Get<Retention>().RunAsync(Cancelled);
        await Sweep.RunAsync(Cancelled);
        Assert.False(await IsKeptAsync(picture));
    }

    [Fact]
    public async Task An_upload_under_way_is_safe_even_of_bytes_that_lay_there_for_long()
    {
        string picture = await KeepAsync(1);
        Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(picture, await KeepAsync(1));

        Assert.Equal(0, await Sweep.RunAsync(Cancelled));
        Assert.True(await IsKeptAsync(picture));

        Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Sweep.RunAsync(Cancelled));
    }

    [Fact]
    public async Task More_files_than_one_page_are_all_looked_at()
    {
        await Catalogue.AddAsync("Mug", await KeepAsync(7));
        for (int i = 0; i < KeptPictureSweep.PageSize + 10; i++)
        {
            string name = ContentHash.Of(BitConverter.GetBytes(i)).ToString();
            string path = Path.Combine(_folder.Path, name[..2], name[2..4], name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, [], Cancelled);
            File.SetLastWriteTimeUtc(path, Time.GetUtcNow().UtcDateTime);
        }

        Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(KeptPictureSweep.PageSize + 10, await Sweep.RunAsync(Cancelled));
        Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task It_stops_where_it_is_told_and_the_next_pass_goes_on()
    {
        string picture = await KeepAsync(1);
        Time.Advance(TimeSpan.FromDays(2));
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sweep.RunAsync(stopped.Token));

        Assert.True(await IsKeptAsync(picture));
        Assert.Equal(1, await Sweep.RunAsync(Cancelled));
    }

    /// <returns>The reference.</returns>
    private async Task<string> KeepAsync(byte content) => new ImageReference.Kept(await Store.SaveAsync(new[] { content }, Cancelled)).ToString();

    private async Task<bool> IsKeptAsync(string reference) => await Store.ReadAsync(reference[ImageReference.Kept.Prefix.Length..], Cancelled) is not null;
}
