using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VisualSearch.Cli;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task The_status_of_a_server_says_what_it_holds()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string product = await api.CreateAsync(new { title = "ball" });
        await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));

        JsonElement status = (await CliRun.OfAsync("status", "--url", api.Address.ToString(), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal(1, status.GetProperty("products").GetInt64());
        Assert.Equal(1, status.GetProperty("vectors").GetInt64());
        Assert.Equal("efficientnet-lite1-240", status.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_data_folder_that_a_server_owns_is_asked_through_the_server()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "ball" });

        JsonElement status = (await CliRun.OfAsync("status", "--data", Path.Combine(api.Folder, "data"), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal(1, status.GetProperty("products").GetInt64());
        Assert.StartsWith("http://", status.GetProperty("where").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_and_a_folder_on_one_line_are_wrong_usage()
    {
        CliRun run = (await CliRun.OfAsync("status", "--url", "http://127.0.0.1:1", "--data", "shop")).Ended(ExitCode.WrongUsage);

        Assert.Contains("give one", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_on_the_line_is_worked_on_whatever_server_a_variable_names()
    {
        using TemporaryFolder folder = new();
        await using CliProcess process = CliProcess.Start(new Dictionary<string, string> { ["VISUALSEARCH_URL"] = "http://127.0.0.1:1" }, "status", "--data", folder.Path);

        CliRun run = (await process.EndAsync()).Ended(ExitCode.Unavailable);

        Assert.Contains("no catalogue in the folder " + folder.Path, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_folder_is_not_named_among_the_settings()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path))
        {
        }

        CliRun run = (await CliRun.OfAsync("status", "--data", Path.Combine(folder.Path, "data"), "--set", "data:directory=" + folder.Path)).Ended(ExitCode.WrongUsage);

        Assert.Contains("--data", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_cut_off_is_told_in_a_sentence()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("api/v1/health/detailed", async (context, _) =>
        {
            // Less than was announced: the server sends what there is and closes the connection.
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"status\": ", TestContext.Current.CancellationToken);
        });

        CliRun run = (await CliRun.OfAsync("status", "--url", new Uri(address).GetLeftPart(UriPartial.Authority))).Ended(ExitCode.Unavailable);

        Assert.Contains("stopped in the middle", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_catalogue_is_away_the_parts_are_told_all_the_same()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("api/v1/health/detailed", (context, _) => AnswerAsync(
            context,
            """{"status": "unhealthy", "version": "1", "mode": "distributed", "model": null, "vectors": null, "queue": null, "dependencies": [{"name": "catalogue", "status": "unhealthy", "detail": "Postgres does not answer"}]}"""));
        server.Serve("api/v1/products", (context, _) => AnswerAsync(context, """{"status": 503, "title": "The catalogue is not available", "code": "catalogue_unavailable"}"""));

        CliRun run = (await CliRun.OfAsync("status", "--url", new Uri(address).GetLeftPart(UriPartial.Authority))).Ended(ExitCode.Partly);

        Assert.Contains("unhealthy: Postgres does not answer", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"products +-", run.Output);
        // Once for each figure: whoever asks for a status wants it now.
        Assert.Equal(2, server.Asked("api/v1/products"));

        static async Task AnswerAsync(HttpContext context, string body)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(body, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_status_of_a_data_folder_without_a_server_is_read_from_it()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path))
        {
            Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            await engine.IndexedAsync(product.Id);
        }

        CliRun run = (await CliRun.OfAsync("status", "--data", Path.Combine(folder.Path, "data"), "--set", "Embedding:Model=efficientnet-lite1-240")).Ended(ExitCode.Done);

        Assert.Matches(@"vectors +1\b", run.Output);
    }

    [Fact]
    public async Task A_folder_without_a_catalogue_is_refused_and_left_alone()
    {
        using TemporaryFolder folder = new();

        CliRun run = (await CliRun.OfAsync("status", "--data", folder.Path)).Ended(ExitCode.Unavailable);

        Assert.Contains("no catalogue", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        CliRun run = (await CliRun.OfAsync("status", "--url", "http://127.0.0.1:1")).Ended(ExitCode.Unavailable);

        Assert.Contains("http://127.0.0.1:1", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
