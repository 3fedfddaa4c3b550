using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

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
}
