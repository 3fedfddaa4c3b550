using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Images;

/// <summary>Copies to show: what is kept for how long, under which name, and who is asked how often.</summary>
public sealed class ThumbnailsTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<IDisposable> _owned = [];
    private int _lookedUp;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_whose_content_changed_is_made_anew_and_one_that_did_not_is_not()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        byte[] before = SampleShop.Picture("1f345");
        byte[] after = SampleShop.Picture("1f34c");
        ImageReference picture = Reference(server.Serve("a", (context, times) => context.Response.Body.WriteAsync(times == 1 ? before : after, context.RequestAborted).AsTask()));
        Thumbnails thumbnails = Open();

        byte[] first = await FoundAsync(thumbnails, picture, ContentHash.Of(before));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(first, await FoundAsync(thumbnails, picture, ContentHash.Of(before)));
        Assert.Equal(1, server.Asked("a"));

        byte[] second = await FoundAsync(thumbnails, picture, ContentHash.Of(after));
        Assert.NotEqual(first, second);
        Assert.Equal(2, server.Asked("a"));
    }

    [Fact]
    public async Task A_copy_of_bytes_that_the_catalogue_does_not_know_is_good_for_a_day()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        ImageReference picture = Reference(server.Serve("a", SampleShop.Picture("1f345")));
        Thumbnails thumbnails = Open();
        foreach (ContentHash? known in new ContentHash?[] { null, ContentHash.Of("other bytes"u8) })
        {
            int asked = server.Asked("a");
            await FoundAsync(thumbnails, picture, known);
            _time.Advance(TimeSpan.FromHours(23));
            await FoundAsync(thumbnails, picture, known);
            Assert.Equal(asked + 1, server.Asked("a"));
            _time.Advance(TimeSpan.FromHours(1));
            await FoundAsync(thumbnails, picture, known);
            Assert.Equal(asked + 2, server.Asked("a"));
        }
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_minute()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        byte[] tomato = SampleShop.Picture("1f345");
        ImageReference picture = Reference(server.Serve("a", (context, times) =>
        {
            context.Response.StatusCode = times == 1 ? 500 : 200;
            return context.Response.Body.WriteAsync(tomato, context.RequestAborted).AsTask();
        }));
        Thumbnails thumbnails = Open();

        Assert.Equal(PictureProblem.Unreachable, (await thumbnails.FindAsync(picture, null, 64, Cancelled))!.Value.Failure?.Problem);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False((await thumbnails.FindAsync(picture, null, 64, Cancelled))!.Value.Succeeded);
        Assert.Equal(1, server.Asked("a"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await FoundAsync(thumbnails, picture, null);
    }

    [Fact]
    public async Task A_host_that_is_away_is_asked_for_one_picture_and_not_for_each()
    {
        Thumbnails thumbnails = Open();
        for (int i = 0; i < 20; i++)
        {
            PictureResult<EncodedPicture>? answer = await thumbnails.FindAsync(Reference($"http://away.example/{i}.jpg"), null, 64, Cancelled);
            Assert.Equal(PictureProblem.Unreachable, answer!.Value.Failure?.Problem);
        }

        Assert.Equal(1, _lookedUp);
        _time.Advance(TimeSpan.FromSeconds(30));
        await thumbnails.FindAsync(Reference("http://away.example/other.jpg"), null, 64, Cancelled);
        Assert.Equal(2, _lookedUp);
    }

    [Fact]
    public async Task A_slow_host_leaves_places_for_others_and_who_waits_too_long_is_told()
    {
        using FetchPlaces places = new(3, 2, TimeSpan.FromSeconds(5), _time);
        using IDisposable? one = await places.TakeAsync("slow.example", Cancelled);
        using IDisposable? two = await places.TakeAsync("slow.example", Cancelled);
        Task<IDisposable?> third = places.TakeAsync("slow.example", Cancelled);

        using IDisposable? other = await places.TakeAsync("quick.example", Cancelled);
        Assert.NotNull(other);
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await third);

        one!.Dispose();
        using IDisposable? next = await places.TakeAsync("slow.example", Cancelled);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Kept_pictures_are_read_two_at_a_time_and_who_waits_too_long_is_told()
    {
        HeldStore store = new();
        Thumbnails thumbnails = Open(store);
        Task<PictureResult<EncodedPicture>?>[] held = [.. "ab".Select(key => thumbnails.FindAsync(KeptReference(key), null, 64, Cancelled))];
        await store.ReadsAsync(2);

        Task<PictureResult<EncodedPicture>?> third = thumbnails.FindAsync(KeptReference('c'), null, 64, Cancelled);
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(third.IsCompleted || store.Reads > 2);
            },
            ended => ended);

        Assert.Equal(2, store.Reads);
        Assert.Null(await third);
        store.Release(SampleShop.Picture("1f345"));
        Assert.All(await Task.WhenAll(held), one => Assert.True(one!.Value.Succeeded));
    }

    [Fact]
    public async Task A_bucket_that_does_not_answer_holds_up_no_other_picture_and_what_it_failed_with_is_remembered()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PictureServer bucket = await PictureServer.StartAsync();
        string address = bucket.Serve("pictures/a", Refuse);
        bucket.Serve("pictures/b", Refuse);
        await using PictureServer server = await PictureServer.StartAsync();
        ImageReference other = Reference(server.Serve("a", SampleShop.Picture("1f345")));
        Thumbnails thumbnails = Open(s3: new S3Options { ServiceUrl = new Uri(address).GetLeftPart(UriPartial.Authority), Bucket = "pictures", AccessKey = "key", SecretKey = "secret" });
        Task<PictureResult<EncodedPicture>?>[] held = [.. "ab".Select(key => thumbnails.FindAsync(Reference($"s3://pictures/{key}"), null, 64, Cancelled))];
        await Eventually.HoldsAsync(() => Task.FromResult(bucket.Asked("pictures/a") + bucket.Asked("pictures/b")), asked => asked == 2);

        await FoundAsync(thumbnails, other, null);

        answer.SetResult();
        Assert.All(await Task.WhenAll(held), one => Assert.Equal(PictureProblem.Unreachable, one!.Value.Failure?.Problem));
        Assert.False((await thumbnails.FindAsync(Reference("s3://pictures/a"), null, 64, Cancelled))!.Value.Succeeded);
        Assert.Equal(1, bucket.Asked("pictures/a"));

        async Task Refuse(Microsoft.AspNetCore.Http.HttpContext context, int times)
        {
            await answer.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = 403;
        }
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_ends_and_leaves_its_place()
    {
        HeldStore store = new();
        Thumbnails thumbnails = Open(store);
        using CancellationTokenSource one = new();
        using CancellationTokenSource other = new();
        ImageReference picture = KeptReference('a');
        Task<PictureResult<EncodedPicture>?> asked = thumbnails.FindAsync(picture, null, 64, one.Token);
        await store.ReadsAsync(1);
        Task<PictureResult<EncodedPicture>?> joined = thumbnails.FindAsync(picture, null, 64, other.Token);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(0, store.Cancelled);
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joined);
        await Eventually.HoldsAsync(() => Task.FromResult(store.Cancelled), cancelled => cancelled == 1);

        Task<PictureResult<EncodedPicture>?>[] next = [.. "bc".Select(key => thumbnails.FindAsync(KeptReference(key), null, 64, Cancelled))];
        await store.ReadsAsync(3);
        store.Release(SampleShop.Picture("1f345"));
        Assert.All(await Task.WhenAll(next), found => Assert.True(found!.Value.Succeeded));
    }

    [Fact]
    public async Task The_least_recently_used_copies_go_when_there_is_no_room_and_a_restart_knows_the_rest()
    {
        ThumbnailCache cache = Cache(25);
        foreach (char key in "abc")
        {
            await cache.SaveAsync(new string(key, 64), 64, new byte[8], Cancelled);
        }

        Assert.NotNull(await cache.ReadAsync(new string('a', 64), 64, null, Cancelled));
        await cache.SaveAsync(new string('d', 64), 64, new byte[8], Cancelled);
        Assert.Null(await cache.ReadAsync(new string('b', 64), 64, null, Cancelled));
        Assert.Equal(3, Files());

        File.WriteAllBytes(Path.Combine(_folder.Path, "aa", "left.jpg.0.tmp"), new byte[5]);
        ThumbnailCache next = Cache(25);
        Assert.NotNull(await next.ReadAsync(new string('a', 64), 64, null, Cancelled));
        Assert.Null(await next.ReadAsync(new string('b', 64), 64, null, Cancelled));
        Assert.Equal(3, Files());
        await next.SaveAsync(new string('e', 64), 64, new byte[26], Cancelled);
        Assert.Null(await next.ReadAsync(new string('e', 64), 64, null, Cancelled));
    }

    [Fact]
    public async Task A_copy_that_someone_removed_is_made_again_and_a_disk_that_refuses_costs_no_answer()
    {
        ThumbnailCache cache = Cache(1000);
        string key = new('a', 64);
        await cache.SaveAsync(key, 64, [1], Cancelled);
        Directory.Delete(_folder.Path, recursive: true);
        Assert.Null(await cache.ReadAsync(key, 64, null, Cancelled));

        await File.WriteAllTextAsync(_folder.Path, "a file where the folder should be", Cancelled);
        await cache.SaveAsync(key, 64, [1], Cancelled);
        Assert.Null(await cache.ReadAsync(key, 64, null, Cancelled));
        File.Delete(_folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        await _services.DisposeAsync();
        if (Directory.Exists(_folder.Path))
        {
            _folder.Dispose();
        }
    }

    private static ImageReference Reference(string address) => ImageReference.TryParse(address, out ImageReference? reference) ? reference : throw new ArgumentException(address);

    private static ImageReference.Kept KeptReference(char digit) => new(new string(digit, 64));

    private static async Task<byte[]> FoundAsync(Thumbnails thumbnails, ImageReference picture, ContentHash? content)
    {
        PictureResult<EncodedPicture>? found = await thumbnails.FindAsync(picture, content, 64, Cancelled);
        Assert.True(found!.Value.Succeeded, found.Value.Failure?.Detail);
        return found.Value.Value.Content;
    }

    private int Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length;

    private ThumbnailCache Cache(long bytes) => new(_folder.Path, bytes, _time, NullLogger<ThumbnailCache>.Instance);

    private Thumbnails Open(IImageStore? store = null, S3Options? s3 = null)
    {
        ImagesOptions options = new() { Retries = 0 };
        options.AllowedNetworks.Add("127.0.0.0/8");
        ImagesMetrics metrics = new(_services.GetRequiredService<IMeterFactory>());
        WebPictures web = new(Options.Create(options), TimeProvider.System, ResolveAsync);
        PictureDecoder decoder = new(Options.Create(options), metrics, TimeProvider.System);
        S3Connection connection = new(s3 ?? new S3Options(), TimeSpan.FromSeconds(60));
        S3Pictures buckets = new(connection, Options.Create(options), TimeProvider.System);
        _owned.Add(connection);
        Thumbnails thumbnails = new(new PictureSource(web, buckets, store ?? new FolderImageStore(_folder.Path, _time), metrics), decoder, Cache(1 << 20), metrics, _time);
        _owned.Add(thumbnails);
        _owned.Add(web);
        return thumbnails;
    }

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lookedUp);
        return Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));
    }
}
