using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisualSearch.Cli;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Cli.Importing;

/// <summary>What only a server can do to an import.</summary>
public sealed class ServerSinkTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_whose_file_the_server_lost_is_sent_again_and_takes_its_own_place()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await using ServerSink sink = new(ApiConnection.To(api.Address, null));
        ImportRow row = Row("26bd", "1f34e");
        await sink.WriteAsync(row, Cancelled);
        Lose(api, "26bd");

        SinkResult result = await sink.WriteAsync(row, Cancelled);

        Assert.NotEqual(RowOutcome.Refused, result.Outcome);
        Product product = (await api.Services.GetRequiredService<ProductReads>().FindAsync(ProductKey.OfExternal("p"), Cancelled))!;
        Assert.Equal([KeptAs("26bd"), KeptAs("1f34e")], product.Pictures.OrderBy(picture => picture.Position).Select(picture => picture.Reference));
        Assert.Equal(RowOutcome.Unchanged, (await sink.WriteAsync(row, Cancelled)).Outcome);
    }

    [Fact]
    public async Task A_full_product_with_a_lost_file_refuses_a_row_for_which_it_could_not_be_put_back()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await using ServerSink sink = new(ApiConnection.To(api.Address, null));
        await sink.WriteAsync(Row([.. SampleShop.Pictures.Take(ProductLimits.Pictures)]), Cancelled);
        Lose(api, SampleShop.Pictures[7]);

        SinkResult result = await sink.WriteAsync(Row(SampleShop.Pictures[40]), Cancelled);

        Assert.Contains("remove that picture first", result.Reason, StringComparison.Ordinal);
        Product product = (await api.Services.GetRequiredService<ProductReads>().FindAsync(ProductKey.OfExternal("p"), Cancelled))!;
        Assert.Equal(SampleShop.Pictures.Take(ProductLimits.Pictures).Select(KeptAs), product.Pictures.OrderBy(picture => picture.Position).Select(picture => picture.Reference));
    }

    [Fact]
    public async Task Pictures_that_are_shown_by_signed_addresses_are_known_again_and_exchanged_and_put_back()
    {
        await using SigningShop shop = await SigningShop.StartAsync();
        string[] full = [.. SampleShop.Pictures.Take(ProductLimits.Pictures)];
        RowPicture damaged = new RowPicture.Local(shop.Damaged);
        Assert.Equal(new SinkResult(RowOutcome.Created, ProductLimits.Pictures), await shop.Sink.WriteAsync(Row(full), Cancelled));
        Assert.Equal(new SinkResult(RowOutcome.Unchanged, 0), await shop.Sink.WriteAsync(Row(full), Cancelled));

        ImportRow other = Row(SampleShop.Pictures[40], SampleShop.Pictures[3]);
        SinkResult refused = await shop.Sink.WriteAsync(other with { Pictures = [.. other.Pictures!, damaged] }, Cancelled);
        IEnumerable<string> afterwards = await shop.ReferencesAsync();
        SinkResult exchanged = await shop.Sink.WriteAsync(other, Cancelled);

        Assert.Equal(RowOutcome.Refused, refused.Outcome);
        Assert.Equal(full.Select(KeptAs), afterwards);
        Assert.Equal(new SinkResult(RowOutcome.Updated, 1), exchanged);
        Assert.Equal([KeptAs(SampleShop.Pictures[40]), KeptAs(SampleShop.Pictures[3])], await shop.ReferencesAsync());
    }

    [Fact]
    public async Task A_picture_in_a_bucket_stays_on_a_full_product_that_names_it_and_is_not_given_up_by_a_row_that_does_not()
    {
        await using SigningShop shop = await SigningShop.StartAsync();
        RowPicture.Address bucket = new($"s3://{shop.Bucket}/a.webp");
        ImportRow full = Row([.. SampleShop.Pictures.Take(ProductLimits.Pictures - 1)]);
        await shop.Sink.WriteAsync(full with { Pictures = [bucket, .. full.Pictures!] }, Cancelled);
        string[] before = [.. await shop.ReferencesAsync()];
        ImportRow others = Row(SampleShop.Pictures[40], SampleShop.Pictures[41]);

        SinkResult refused = await shop.Sink.WriteAsync(others, Cancelled);
        string[] afterwards = [.. await shop.ReferencesAsync()];
        SinkResult taken = await shop.Sink.WriteAsync(others with { Pictures = [bucket, .. others.Pictures!] }, Cancelled);

        Assert.Contains("remove that picture first", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(before, afterwards);
        Assert.Equal(new SinkResult(RowOutcome.Updated, 2), taken);
        Assert.Equal([bucket.Reference, KeptAs(SampleShop.Pictures[40]), KeptAs(SampleShop.Pictures[41])], await shop.ReferencesAsync());
    }

    [Fact]
    public async Task Only_pictures_that_the_product_did_not_have_are_counted()
    {
        await using SigningShop shop = await SigningShop.StartAsync();
        RowPicture.Address bucket = new($"s3://{shop.Bucket}/a.webp");
        RowPicture.Address named = new("https://pictures.example/media/7.jpg");
        ImportRow ball = Row("26bd");
        await shop.Sink.WriteAsync(ball with { Pictures = [bucket, .. ball.Pictures!] }, Cancelled);

        SinkResult result = await shop.Sink.WriteAsync(ball with { Pictures = [bucket, .. ball.Pictures!, named] }, Cancelled);

        Assert.Equal(new SinkResult(RowOutcome.Updated, 1), result);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_server_that_does_not_show_a_picture_for_now_has_not_lost_it(HttpStatusCode status)
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string picture = server.Serve("media/7", (context, _) =>
        {
            context.Response.StatusCode = (int)status;
            return Task.CompletedTask;
        });
        using ApiConnection api = ApiConnection.To(new Uri(picture[..^"media/7".Length]), null, retries: 1);
        ServerProduct product = new("p", "Ball", null, null, null, null, null, null, null, null, null, [new ServerPicture("7", picture, 0)]);

        ApiProblemException problem = await Assert.ThrowsAsync<ApiProblemException>(() => new ServerProducts(api).KeptAsync(product, Cancelled));

        Assert.Equal(status, problem.Status);
    }

    [Theory]
    [InlineData(StatusCodes.Status404NotFound)]
    [InlineData(StatusCodes.Status405MethodNotAllowed)]
    public async Task What_is_not_this_server_ends_the_import_and_refuses_no_row(int status)
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("api/v1/products/ext:p", (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using ServerSink sink = new(ApiConnection.To(new Uri(address[..^"api/v1/products/ext:p".Length]), null, retries: 1));

        CommandFailedException failure = await Assert.ThrowsAsync<CommandFailedException>(() => sink.WriteAsync(Row("26bd"), Cancelled));

        Assert.Contains("is it VisualSearch?", failure.Message, StringComparison.Ordinal);
    }

    private static ImportRow Row(params string[] pictures) => new(
        1, 1, "p", new ProductDetails { ExternalId = "p", Title = "Ball" }, [.. pictures.Select(name => new RowPicture.Local(Repository.PathOf("samples", "sample-shop", "images", name + ".webp")))]);

    private static string KeptAs(string name) => ImageReference.Kept.Prefix + ContentHash.Of(SampleShop.Picture(name));

    private static void Lose(ApiHost api, string name)
    {
        string hash = ContentHash.Of(SampleShop.Picture(name)).ToString();
        File.Delete(Assert.Single(Directory.EnumerateFiles(Path.Combine(api.Folder, "data", "pictures"), "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith(hash, StringComparison.Ordinal)));
    }

    /// <summary>A server that keeps pictures in a bucket and shows them by signed addresses.</summary>
    private sealed class SigningShop(ApiHost api, S3Connection connection) : IAsyncDisposable
    {
        private readonly TemporaryFolder _files = new();

        public ServerSink Sink { get; } = new(ApiConnection.To(api.Address, null));

        public string Bucket => connection.Options.Bucket!;

        /// <summary>A file that is no picture to its end.</summary>
        public string Damaged
        {
            get
            {
                string path = Path.Combine(_files.Path, "damaged.webp");
                File.WriteAllBytes(path, SampleShop.Picture("26bd")[..300]);
                return path;
            }
        }

        public static async Task<SigningShop> StartAsync()
        {
            S3Server s3 = await S3Server.SharedAsync();
            S3Options options = s3.OptionsOf(await s3.AddBucketAsync());
            S3Connection connection = new(options, TimeSpan.FromSeconds(60));
            return new SigningShop(
                await ApiHost.StartAsync(
                    services: services => services.Replace(ServiceDescriptor.Singleton<IImageStore>(new S3ImageStore(connection, TimeProvider.System))),
                    settings: [.. s3.SettingsOf(options.Bucket!), ("S3:PresignKept", "true")]),
                connection);
        }

        public async Task<IEnumerable<string>> ReferencesAsync()
        {
            Product product = (await api.Services.GetRequiredService<ProductReads>().FindAsync(ProductKey.OfExternal("p"), Cancelled))!;
            return product.Pictures.OrderBy(picture => picture.Position).Select(picture => picture.Reference);
        }

        public async ValueTask DisposeAsync()
        {
            await Sink.DisposeAsync();
            await api.DisposeAsync();
            connection.Dispose();
            _files.Dispose();
        }
    }
}
