using System.Net;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Images;

/// <summary>Signed addresses, tried on a server that checks them.</summary>
public sealed class S3AddressesTests : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private S3Server _server = null!;
    private string _bucket = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await S3Server.SharedAsync();
        _bucket = await _server.AddBucketAsync();
        await _server.PutAsync(_bucket, "shop/red ball+1.png", Tiny.Png());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_signed_address_gives_the_picture_and_a_changed_one_nothing()
    {
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));
        string address = AddressesOf(connection, TimeProvider.System).Find(new ImageReference.S3(_bucket, "shop/red ball+1.png"))!;

        Assert.Contains("X-Amz-Algorithm=AWS4-HMAC-SHA256", address, StringComparison.Ordinal);
        Assert.Equal(Tiny.Png(), await _client.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Changed(address)));
    }

    [Fact]
    public async Task An_address_signed_with_another_secret_is_refused()
    {
        using S3Connection connection = new(_server.OptionsOf(_bucket, secret: "another"), TimeSpan.FromSeconds(60));

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(AddressesOf(connection, TimeProvider.System).Find(new ImageReference.S3(_bucket, "shop/red ball+1.png"))!));
    }

    [Fact]
    public void The_same_address_is_given_out_until_shortly_before_it_ends()
    {
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));
        FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
        S3Addresses addresses = AddressesOf(connection, clock);
        ImageReference picture = new ImageReference.S3(_bucket, "a.png");
        string first = addresses.Find(picture)!;

        clock.Advance(TimeSpan.FromMinutes(47));
        Assert.Equal(first, addresses.Find(picture));

        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEqual(first, addresses.Find(picture));
        Assert.Equal(S3Addresses.WithoutSignature(first), S3Addresses.WithoutSignature(addresses.Find(picture)!));
    }

    [Fact]
    public void Only_buckets_that_the_operator_named_are_signed_for()
    {
        using S3Connection connection = new(_server.OptionsOf(_bucket), TimeSpan.FromSeconds(60));

        Assert.Null(AddressesOf(connection, TimeProvider.System).Find(new ImageReference.S3("backups", "a.png")));
        Assert.Null(AddressesOf(connection, TimeProvider.System).Find(new ImageReference.Kept(new string('a', 64))));
    }

    [Fact]
    public async Task Kept_pictures_are_signed_for_when_the_operator_wants_it()
    {
        S3Options options = _server.OptionsOf(_bucket);
        options.PresignKept = true;
        using S3Connection connection = new(options, TimeSpan.FromSeconds(60));
        S3ImageStore store = new(connection, TimeProvider.System);
        string key = await store.SaveAsync(Tiny.Png(), TestContext.Current.CancellationToken);

        string address = new S3Addresses(connection, store, TimeProvider.System).Find(new ImageReference.Kept(key))!;

        Assert.Equal(Tiny.Png(), await _client.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Browsers_get_the_address_that_they_know_the_server_by()
    {
        S3Options options = _server.OptionsOf(_bucket);
        options.PublicUrl = "https://pictures.shop.example";
        using S3Connection connection = new(options, TimeSpan.FromSeconds(60));

        Assert.StartsWith($"https://pictures.shop.example/{_bucket}/a.png?", AddressesOf(connection, TimeProvider.System).Find(new ImageReference.S3(_bucket, "a.png")), StringComparison.Ordinal);
    }

    private static S3Addresses AddressesOf(S3Connection connection, TimeProvider time) => new(connection, new MissingImageStore(), time);

    private static string Changed(string address) => address.Replace("X-Amz-Signature=", "X-Amz-Signature=0", StringComparison.Ordinal);

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(address), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
