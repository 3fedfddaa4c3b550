using Microsoft.Extensions.Options;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Images;

/// <summary><c>s3://</c> pictures from a real server.</summary>
public sealed class S3PicturesTests : IAsyncLifetime
{
    private S3Server _server = null!;
    private string _bucket = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await S3Server.SharedAsync();
        _bucket = await _server.AddBucketAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("ball.png")]
    [InlineData("shop/красный мяч (1)+a=b.png")]
    public async Task A_picture_is_read_and_an_unchanged_one_is_not_sent_again(string key)
    {
        await _server.PutAsync(_bucket, key, Tiny.Png());
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));

        FetchedPicture first = await SucceededAsync(connection, key, null);
        FetchedPicture second = await SucceededAsync(connection, key, first.ETag);

        Assert.Equal(Tiny.Png(), first.Content.ToArray());
        Assert.False(first.NotModified);
        Assert.True(second.NotModified);
    }

    [Fact]
    public async Task A_changed_picture_is_sent_again()
    {
        await _server.PutAsync(_bucket, "a.png", Tiny.Png());
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));
        FetchedPicture first = await SucceededAsync(connection, "a.png", null);
        byte[] changed = [.. Tiny.Png(), 0];
        await _server.PutAsync(_bucket, "a.png", changed);

        FetchedPicture second = await SucceededAsync(connection, "a.png", first.ETag);

        Assert.Equal(changed, second.Content.ToArray());
    }

    [Fact]
    public async Task What_is_missing_is_unreachable_for_good()
    {
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));
        connection.Options.SourceBuckets.Add("no-such-bucket");

        AssertFailed(PictureProblem.Unreachable, transient: false, await FetchAsync(connection, _bucket, "none.png"));
        AssertFailed(PictureProblem.Unreachable, transient: false, await FetchAsync(connection, "no-such-bucket", "none.png"));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_may_be_mended()
    {
        await _server.PutAsync(_bucket, "a.png", Tiny.Png());
        using S3Connection connection = new(_server.OptionsOf(_bucket, secret: "another"), TimeSpan.FromSeconds(60));

        AssertFailed(PictureProblem.Unreachable, transient: true, await FetchAsync(connection, _bucket, "a.png"));
    }

    [Fact]
    public async Task A_server_that_is_away_may_come_back()
    {
        S3Server gone = await S3Server.StartAsync();
        S3Options options = gone.OptionsOf("shop");
        await gone.DisposeAsync();
        using S3Connection connection = new(options, TimeSpan.FromSeconds(60));

        PictureFailure failure = AssertFailed(PictureProblem.Unreachable, transient: true, await FetchAsync(connection, "shop", "a.png"));

        Assert.True(failure.HostAway);
    }

    [Fact]
    public async Task What_is_too_large_or_no_picture_is_refused_as_from_anywhere()
    {
        await _server.PutAsync(_bucket, "large.png", [.. Tiny.Png(), .. new byte[2000]]);
        await _server.PutAsync(_bucket, "page.html", "<html>no picture at all</html>"u8.ToArray());
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));

        AssertFailed(PictureProblem.TooLarge, transient: false, await FetchAsync(connection, _bucket, "large.png", maxBytes: 1024));
        AssertFailed(PictureProblem.UnsupportedFormat, transient: false, await FetchAsync(connection, _bucket, "page.html"));
    }

    [Fact]
    public async Task Buckets_that_the_operator_did_not_name_are_not_read()
    {
        string other = await _server.AddBucketAsync();
        await _server.PutAsync(other, "a.png", Tiny.Png());
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));

        AssertFailed(PictureProblem.ForbiddenAddress, transient: false, await FetchAsync(connection, other, "a.png"));

        connection.Options.SourceBuckets.Add(other);
        Assert.True((await FetchAsync(connection, other, "a.png")).Succeeded);
    }

    [Fact]
    public async Task A_listing_goes_through_all_pages_and_begins_where_it_is_told()
    {
        for (int number = 0; number < 12; number++)
        {
            await _server.PutAsync(_bucket, $"p/{number:D2}.png", Tiny.Png());
        }

        await _server.PutAsync(_bucket, "q.png", Tiny.Png());
        using S3Listing listing = new(_server.OptionsOf(_bucket));

        List<string> all = [];
        await foreach (S3Entry entry in listing.ReadAsync(_bucket, "p/", after: "p/01.png", Cancelled))
        {
            Assert.Equal(Tiny.Png().Length, entry.Size);
            all.Add(entry.Key);
        }

        Assert.Equal(Enumerable.Range(2, 10).Select(number => $"p/{number:D2}.png"), all);
    }

    private static async Task<PictureResult<FetchedPicture>> FetchAsync(S3Connection connection, string bucket, string key, string? etag = null, int maxBytes = 1_000_000)
    {
        S3Pictures pictures = new(connection, Options.Create(new ImagesOptions { MaxBytes = maxBytes }), TimeProvider.System);
        return await pictures.FetchAsync(new ImageReference.S3(bucket, key), etag, Cancelled);
    }

    private async Task<FetchedPicture> SucceededAsync(S3Connection connection, string key, string? etag)
    {
        PictureResult<FetchedPicture> result = await FetchAsync(connection, _bucket, key, etag);
        Assert.True(result.Succeeded, result.Failure?.Detail);
        return result.Value;
    }

    private static PictureFailure AssertFailed(PictureProblem problem, bool transient, PictureResult<FetchedPicture> result)
    {
        Assert.Equal((problem, transient), (result.Failure!.Problem, result.Failure.Transient));
        return result.Failure;
    }
}
