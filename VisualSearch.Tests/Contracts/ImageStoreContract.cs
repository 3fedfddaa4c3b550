using System.Security.Cryptography;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Contracts;

/// <summary>What every store of kept pictures does, whatever it is made of.</summary>
public abstract class ImageStoreContract
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected abstract IImageStore Store { get; }

    [Fact]
    public async Task What_was_saved_is_read_back()
    {
        byte[] content = Content();

        string key = await Store.SaveAsync(content, Cancelled);

        Assert.Equal(content, await Store.ReadAsync(key, Cancelled));
    }

    [Fact]
    public async Task A_key_makes_a_reference()
    {
        string key = await Store.SaveAsync(Content(), Cancelled);

        Assert.True(ImageReference.TryParse(ImageReference.Kept.Prefix + key, out ImageReference? reference));
        Assert.Equal(new ImageReference.Kept(key), reference);
    }

    [Fact]
    public async Task Equal_bytes_are_kept_once_and_others_apart()
    {
        byte[] content = Content();

        Assert.Equal(await Store.SaveAsync(content, Cancelled), await Store.SaveAsync(content.ToArray(), Cancelled));
        Assert.NotEqual(await Store.SaveAsync(content, Cancelled), await Store.SaveAsync(Content(), Cancelled));
    }

    [Fact]
    public async Task An_unknown_key_reads_as_nothing() =>
        Assert.Null(await Store.ReadAsync(new string('0', 64), Cancelled));

    [Fact]
    public async Task What_was_deleted_is_gone_and_deleting_it_again_is_harmless()
    {
        string key = await Store.SaveAsync(Content(), Cancelled);

        await Store.DeleteAsync(key, Cancelled);
        await Store.DeleteAsync(key, Cancelled);
        await Store.DeleteAsync(new string('f', 64), Cancelled);

        Assert.Null(await Store.ReadAsync(key, Cancelled));
    }

    [Fact]
    public async Task What_was_saved_before_a_time_is_listed_and_removed_and_what_was_saved_since_is_not()
    {
        string key = await Store.SaveAsync(Content(), Cancelled);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        Assert.DoesNotContain(key, await ListAsync(now.AddHours(-1)));
        Assert.False(await Store.DeleteOldAsync(key, now.AddHours(-1), Cancelled));
        Assert.NotNull(await Store.ReadAsync(key, Cancelled));

        Assert.Contains(key, await ListAsync(now.AddHours(1)));
        Assert.True(await Store.DeleteOldAsync(key, now.AddHours(1), Cancelled));
        Assert.False(await Store.DeleteOldAsync(key, now.AddHours(1), Cancelled));
        Assert.DoesNotContain(key, await ListAsync(now.AddHours(1)));
        Assert.Null(await Store.ReadAsync(key, Cancelled));
    }

    [Fact]
    public async Task A_deleted_picture_can_be_saved_again()
    {
        byte[] content = Content();
        string key = await Store.SaveAsync(content, Cancelled);
        await Store.DeleteAsync(key, Cancelled);

        Assert.Equal(key, await Store.SaveAsync(content, Cancelled));
        Assert.Equal(content, await Store.ReadAsync(key, Cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\..\\secret")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("..aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_key_that_no_store_gave_out_reads_and_deletes_nothing(string key)
    {
        Assert.Null(await Store.ReadAsync(key, Cancelled));
        await Store.DeleteAsync(key, Cancelled);
    }

    [Fact]
    public async Task Many_writers_of_one_picture_end_with_one_good_copy()
    {
        byte[] content = Content();

        string[] keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.SaveAsync(content, Cancelled))));

        Assert.Single(keys.Distinct());
        Assert.Equal(content, await Store.ReadAsync(keys[0], Cancelled));
    }

    private static byte[] Content() => RandomNumberGenerator.GetBytes(5000);

    private async Task<List<string>> ListAsync(DateTimeOffset savedBefore)
    {
        List<string> keys = [];
        await foreach (string key in Store.ListAsync(savedBefore, Cancelled))
        {
            keys.Add(key);
        }

        return keys;
    }
}
