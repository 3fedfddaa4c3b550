using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Images;

public sealed class S3ImageStoreTests : ImageStoreContract, IAsyncLifetime
{
    private S3Server _server = null!;
    private S3Connection _connection = null!;
    private S3ImageStore _store = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected override IImageStore Store => _store;

    public async ValueTask InitializeAsync()
    {
        _server = await S3Server.SharedAsync();
        _connection = new S3Connection(_server.OptionsOf(await _server.AddBucketAsync()), TimeSpan.FromSeconds(60));
        _store = new S3ImageStore(_connection, TimeProvider.System);
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Saving_waits_until_a_removal_under_way_has_ended_and_the_picture_is_there_afterwards()
    {
        byte[] content = [1, 2, 3];
        WaitedFor time = new();
        S3ImageStore store = new(_connection, time);
        string key = await store.SaveAsync(content, Cancelled);
        string mark = $"visualsearch/removing/{key}/other-process";
        await _server.PutAsync(Bucket, mark, []);

        // The other process is between its look at the time and its removal.
        Task<string> saving = store.SaveAsync(content, Cancelled);
        await (await Task.WhenAny(saving, time.Waits));
        Assert.False(saving.IsCompleted);
        await _server.DeleteAsync(Bucket, $"visualsearch/{key}");
        await _server.DeleteAsync(Bucket, mark);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(key, await saving);
        Assert.Equal(content, await _store.ReadAsync(key, Cancelled));
    }

    [Fact]
    public async Task What_is_saved_while_its_old_copy_is_removed_is_there_afterwards()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 30).Select(number => new byte[] { 9, (byte)number })];
        string[] keys = await Task.WhenAll(pictures.Select(picture => _store.SaveAsync(picture, Cancelled)));
        // The server tells times in whole seconds: what is saved from the next one on is newer.
        DateTimeOffset next = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        await Eventually.HoldsAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow()), now => now >= next);

        await Task.WhenAll(pictures.Zip(keys).SelectMany(one => new Task[] { _store.DeleteOldAsync(one.Second, next, Cancelled), _store.SaveAsync(one.First, Cancelled), _store.DeleteOldAsync(one.Second, next, Cancelled) }));

        Assert.All(await Task.WhenAll(keys.Select(key => _store.ReadAsync(key, Cancelled))), Assert.NotNull);
        Assert.DoesNotContain("removing", await _server.ListAsync(Bucket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_things_in_the_bucket_are_neither_listed_nor_touched()
    {
        await _server.PutAsync(Bucket, "photos/" + new string('a', 64), [1]);
        await _server.PutAsync(Bucket, "visualsearch/readme.txt", [1]);

        await foreach (string key in _store.ListAsync(TimeProvider.System.GetUtcNow().AddHours(1), Cancelled))
        {
            Assert.Fail($"{key} is none of ours.");
        }
    }

    [Fact]
    public async Task A_store_that_cannot_be_used_says_so_without_saying_where_it_is()
    {
        using S3Connection wrong = new(_server.OptionsOf(Bucket, secret: "another"), TimeSpan.FromSeconds(60));
        using S3Connection nowhere = new(_server.OptionsOf("no-such-bucket"), TimeSpan.FromSeconds(60));

        S3UnavailableException refused = await Assert.ThrowsAsync<S3UnavailableException>(() => new S3ImageStore(wrong, TimeProvider.System).SaveAsync(new byte[] { 1 }, Cancelled));
        S3UnavailableException missing = await Assert.ThrowsAsync<S3UnavailableException>(() => new S3ImageStore(nowhere, TimeProvider.System).ReadAsync(new string('a', 64), Cancelled));

        Assert.Equal(("The bucket refuses access.", "There is no such bucket."), (refused.Message, missing.Message));
    }

    private string Bucket => _connection.Options.Bucket!;

    /// <summary>A clock that stands until it is moved, and tells when somebody waits on it.</summary>
    private sealed class WaitedFor() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => _waits.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.TrySetResult();
            return timer;
        }
    }
}
