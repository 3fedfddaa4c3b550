using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Products;

/// <summary>Pictures in S3 through the front door: fetched, shown by signed addresses, sent back, kept.</summary>
public sealed class BucketPicturesTests
{
    [Fact]
    public async Task A_picture_in_a_bucket_is_indexed_found_and_shown_by_an_address_that_works_without_a_key()
    {
        S3Server s3 = await S3Server.SharedAsync();
        string bucket = await s3.AddBucketAsync();
        await s3.PutAsync(bucket, "shop/ball 1.webp", SampleShop.Picture("26bd"));
        await using ApiHost api = await ApiHost.StartAsync(settings: s3.SettingsOf(bucket));

        string id = await api.CreateAsync(new { title = "Ball", external_id = "ball", images = new[] { $"s3://{bucket}/shop/ball 1.webp" } });
        JsonElement product = await api.ProcessedAsync(id);
        JsonElement found = await ApiHost.JsonAsync(await api.PostFormAsync("/api/v1/search/by-image", SampleShop.Picture("26bd")));

        Assert.Equal("indexed", product.GetProperty("index_state").GetString());
        JsonElement result = Assert.Single(found.GetProperty("results").EnumerateArray());
        string address = result.GetProperty("image_url").GetString()!;
        Assert.StartsWith($"{s3.Address}{bucket}/shop/ball%201.webp?", address, StringComparison.Ordinal);
        Assert.Equal(SampleShop.Picture("26bd"), await api.Client.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken));
        using HttpResponseMessage small = await api.GetAsync($"/media/{result.GetProperty("image_id").GetString()}?w=64");
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task A_product_sent_back_with_the_addresses_it_was_answered_with_keeps_its_pictures()
    {
        S3Server s3 = await S3Server.SharedAsync();
        string bucket = await s3.AddBucketAsync();
        await s3.PutAsync(bucket, "a.webp", SampleShop.Picture("26bd"));
        await s3.PutAsync(bucket, "A.webp", SampleShop.Picture("1f34e"));
        await using ApiHost api = await ApiHost.StartAsync(settings: s3.SettingsOf(bucket));
        string id = await api.CreateAsync(new { title = "Ball", external_id = "ball", images = new[] { $"s3://{bucket}/a.webp", $"s3://{bucket}/A.webp" } });
        JsonElement before = await api.ProcessedAsync(id);

        string[] addresses = [.. before.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()!)];
        // As signed at another time.
        string[] later = [.. addresses.Select(address => address.Replace("X-Amz-Signature=", "X-Amz-Signature=0", StringComparison.Ordinal)).Reverse()];
        using HttpResponseMessage answer = await api.Client.PutAsync($"/api/v1/products/{id}", JsonContentOf(new { title = "Ball", external_id = "ball", images = later }), TestContext.Current.CancellationToken);
        JsonElement after = await ApiHost.JsonAsync(answer);

        Assert.Equal(Ids(before).Reverse(), Ids(after));
        JsonElement exported = JsonDocument.Parse(await api.Client.GetStringAsync("/api/v1/admin/export", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal([$"s3://{bucket}/A.webp", $"s3://{bucket}/a.webp"], exported.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task A_strangers_signed_address_is_replaced_by_its_new_one()
    {
        S3Server s3 = await S3Server.SharedAsync();
        (string Key, string Value)[] settings = s3.SettingsOf(await s3.AddBucketAsync());
        await using ShopUnderTest shop = await ShopUnderTest.StartAsync(settings: [.. settings.Select(setting => (setting.Key, (string?)setting.Value))]);
        // One script gives out all pictures of that market: only the query tells them apart.
        await shop.CreateAsync("{'title': 'Ball', 'external_id': 'ball', 'images': ['https://s3.market.example/get?id=1&X-Amz-Signature=old', 'https://s3.market.example/get?id=2&X-Amz-Signature=old']}");
        string[] renewed = ["https://s3.market.example/get?id=1&X-Amz-Signature=new", "https://s3.market.example/get?id=2&X-Amz-Signature=new"];

        JsonElement after = await ShopUnderTest.JsonOfAsync(await shop.SendAsync(
            HttpMethod.Put, "/api/v1/products/ext:ball", JsonSerializer.Serialize(new { title = "Ball", images = renewed })));

        Assert.Equal(renewed, after.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Uploads_are_kept_in_the_bucket_and_served_from_it()
    {
        S3Server s3 = await S3Server.SharedAsync();
        string bucket = await s3.AddBucketAsync();
        using S3Connection connection = new(s3.OptionsOf(bucket), TimeSpan.FromSeconds(60));
        await using ShopUnderTest shop = await ShopUnderTest.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IImageStore>(new S3ImageStore(connection, TimeProvider.System))));
        await shop.CreateAsync("{'title': 'Ball', 'external_id': 'ball'}");

        JsonElement product = await ShopUnderTest.JsonOfAsync(await shop.UploadAsync("ext:ball", SampleShop.Picture("26bd")), HttpStatusCode.Created);

        string address = product.GetProperty("images")[0].GetProperty("url").GetString()!;
        Assert.Contains("/media/", address, StringComparison.Ordinal);
        Assert.True(product.GetProperty("images")[0].GetProperty("kept").GetBoolean());
        Assert.Equal(SampleShop.Picture("26bd"), await shop.Client.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken));
        Assert.Equal(0, shop.KeptFiles());
    }

    [Fact]
    public async Task Without_a_place_for_pictures_an_upload_is_501_that_says_how_to_have_one()
    {
        await using ShopUnderTest shop = await ShopUnderTest.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IImageStore>(new MissingImageStore())));
        await shop.CreateAsync("{'title': 'Ball', 'external_id': 'ball'}");

        JsonElement problem = await Http.ApiUnderTest.ProblemOfAsync(await shop.UploadAsync("ext:ball", SampleShop.Picture("26bd")), HttpStatusCode.NotImplemented, "not_configured");

        Assert.Contains("S3:Bucket", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Images:SharedFolder", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_refuses_is_503_for_an_upload()
    {
        S3Server s3 = await S3Server.SharedAsync();
        using S3Connection connection = new(s3.OptionsOf(await s3.AddBucketAsync(), secret: "another"), TimeSpan.FromSeconds(60));
        await using ShopUnderTest shop = await ShopUnderTest.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IImageStore>(new S3ImageStore(connection, TimeProvider.System))));
        await shop.CreateAsync("{'title': 'Ball', 'external_id': 'ball'}");

        await Http.ApiUnderTest.ProblemOfAsync(await shop.UploadAsync("ext:ball", SampleShop.Picture("26bd")), HttpStatusCode.ServiceUnavailable, "picture_store_unavailable");
    }

    private static IEnumerable<string?> Ids(JsonElement product) => product.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("image_id").GetString());

    private static StringContent JsonContentOf(object value) => new(JsonSerializer.Serialize(value), System.Text.Encoding.UTF8, "application/json");
}
