using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VisualSearch.Cli;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task Lines_go_to_standard_output_and_the_count_beside_them()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "one" });
        await api.CreateAsync(new { title = "two" });

        CliRun run = (await CliRun.OfAsync("export", "--url", api.Address.ToString())).Ended(ExitCode.Done);

        Assert.Equal(["one", "two"], run.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("title").GetString()));
        Assert.Contains("2 products", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_appears_when_it_is_whole_and_can_be_sent_back()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "shop.jsonl");
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "one", external_id = "1", price = 9.9, translations = new { ky = new { title = "бир" } } });

        (await CliRun.OfAsync("export", "--out", file, "--url", api.Address.ToString())).Ended(ExitCode.Done);

        Assert.Equal([file], Directory.GetFiles(folder.Path));
        JsonElement line = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((9.9m, "бир"), (line.GetProperty("price").GetDecimal(), line.GetProperty("translations").GetProperty("ky").GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_server_that_refuses_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "shop.jsonl");
        await using ApiHost api = await ApiHost.StartAsync("Production");

        CliRun run = (await CliRun.OfAsync("export", "--out", file, "--url", api.Address.ToString())).Ended(ExitCode.Failed);

        Assert.Contains("key", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Pictures_are_copied_through_the_address_given_and_one_that_is_missing_is_named_and_left_out()
    {
        const string Line = """{"product_id":"p1","images":[{"image_id":"a-1","url":"http://inside.example/media/a-1"},{"image_id":"a-2","url":"http://inside.example/media/a-2"},{"image_id":"a-3","url":"http://elsewhere.example/x.jpg"}]}""";
        using TemporaryFolder folder = new();
        await using PictureServer server = await PictureServer.StartAsync();
        string export = server.Serve("api/v1/admin/export", (context, _) => context.Response.WriteAsync(Line + "\n", TestContext.Current.CancellationToken));
        server.Serve("media/a-2", SampleShop.Picture("26bd"));

        CliRun run = (await CliRun.OfAsync("export", "--pictures", folder.Path, "--url", new Uri(export).GetLeftPart(UriPartial.Authority))).Ended(ExitCode.Partly);

        JsonElement[] images = [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("images").EnumerateArray()];
        Assert.Equal(["a-2", "a-3"], images.Select(image => image.GetProperty("image_id").GetString()));
        Assert.Equal(SampleShop.Picture("26bd"), await File.ReadAllBytesAsync(images[0].GetProperty("url").GetString()!, TestContext.Current.CancellationToken));
        Assert.Contains("The picture a-1 of the product p1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_picture_whose_file_is_lost_is_named_and_left_out()
    {
        using TemporaryFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path))
        {
            await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        }

        File.Delete(Directory.GetFiles(Path.Combine(data, "pictures"), "*", SearchOption.AllDirectories).Single(file => Path.GetFileName(file).Length == 64));

        CliRun run = (await CliRun.OfAsync("export", "--pictures", Path.Combine(folder.Path, "copies"), "--data", data)).Ended(ExitCode.Partly);

        Assert.Equal(0, JsonDocument.Parse(run.Output).RootElement.GetProperty("images").GetArrayLength());
        Assert.Contains("is left out", run.Error, StringComparison.Ordinal);
    }
}
