using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class ImportCommandTests : IDisposable
{
    private const string Model = "Embedding:Model=efficientnet-lite1-240";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_table_goes_into_a_new_folder_and_is_indexed_to_the_end()
    {
        string file = await WriteAsync("catalog.csv", "sku,name,price,image\nball,Ball,12.50,26bd.webp\napple,Apple,3,1f34e.webp\n");
        CopyPictures("26bd", "1f34e");

        JsonElement summary = (await CliRun.OfAsync("import", file, "--data", Data, "--set", Model, "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal((2, 2, 2), (Figure(summary, "rows"), Figure(summary, "created"), Figure(summary, "pictures")));
        JsonElement status = (await CliRun.OfAsync("status", "--data", Data, "--json")).Ended(ExitCode.Done).Json;
        Assert.Equal((2, 2, 0), (Figure(status, "products"), Figure(status, "vectors"), Figure(status, "pending")));
    }

    [Fact]
    public async Task A_table_goes_to_a_running_server_and_again_changes_nothing()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string file = await WriteAsync("catalog.csv", "id;title;image\nball;Ball;26bd.webp\n");
        CopyPictures("26bd");

        JsonElement first = (await CliRun.OfAsync("import", file, "--url", api.Address.ToString(), "--json")).Ended(ExitCode.Done).Json;
        JsonElement second = (await CliRun.OfAsync("import", file, "--data", Path.Combine(api.Folder, "data"), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal((1, 0), (Figure(first, "created"), Figure(first, "unchanged")));
        Assert.Equal((0, 1), (Figure(second, "created"), Figure(second, "unchanged")));
        JsonElement product = await api.ProcessedAsync("ext:ball");
        Assert.Equal("indexed", product.GetProperty("index_state").GetString());
        Assert.Equal(2, product.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Addresses_of_pictures_are_fetched_by_the_server()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using ApiHost api = await ApiHost.StartAsync(settings: ("Images:AllowedNetworks:0", "127.0.0.1/32"));
        string address = pictures.Serve("ball.webp", SampleShop.Picture("26bd"));
        string file = await WriteAsync("catalog.jsonl", $$"""{"external_id":"ball","title":"Ball","images":[{"url":"{{address}}"}]}""");

        (await CliRun.OfAsync("import", file, "--url", api.Address.ToString())).Ended(ExitCode.Done);

        Assert.Equal("indexed", (await api.ProcessedAsync("ext:ball")).GetProperty("index_state").GetString());
        Assert.Equal(1, pictures.Asked("ball.webp"));
    }

    [Fact]
    public async Task What_the_server_answers_can_be_imported_again_and_is_the_same()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string id = await api.CreateAsync(new { external_id = "ball", title = "Ball", price = 1.5, translations = new { ru = new { title = "Мяч" } }, attributes = new { ml = 3 } });
        await api.AddPicturesAsync(id, SampleShop.Picture("26bd"));
        using HttpResponseMessage answer = await api.GetAsync("/api/v1/products/ext:ball");
        string before = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string file = await WriteAsync("export.jsonl", before);

        JsonElement summary = (await CliRun.OfAsync("import", file, "--url", api.Address.ToString(), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal(1, Figure(summary, "unchanged"));
        Assert.Equal(before, await api.Client.GetStringAsync("/api/v1/products/ext:ball", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_of_pictures_is_a_catalogue()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "photos", "toys"));
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "photos", "toys", "ball.webp"), SampleShop.Picture("26bd"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "photos", "an apple; red.webp"), SampleShop.Picture("1f34e"), TestContext.Current.CancellationToken);
        await using ApiHost api = await ApiHost.StartAsync();

        (await CliRun.OfAsync("import", Path.Combine(_folder.Path, "photos"), "--url", api.Address.ToString())).Ended(ExitCode.Done);

        JsonElement ball = await api.ProcessedAsync("ext:toys%2Fball");
        Assert.Equal(("ball", "toys", 1), (ball.GetProperty("title").GetString(), ball.GetProperty("category").GetString(), ball.GetProperty("images").GetArrayLength()));
        Assert.Null((await api.ProcessedAsync("ext:" + Uri.EscapeDataString("an apple; red"))).GetProperty("category").GetString());
    }

    [Fact]
    public async Task A_dry_run_says_what_would_become_of_it_and_writes_nothing()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string file = await WriteAsync("catalog.csv", "id,product_label,colour,price\n1,Mug,red,5\n2,Cup,blue,much\n");

        CliRun run = (await CliRun.OfAsync("import", file, "--url", api.Address.ToString(), "--dry-run", "--map", "title=product_label")).Ended(ExitCode.Partly);

        Assert.Matches("product_label +title", run.Output);
        Assert.Matches("colour +nothing", run.Output);
        Assert.Contains("1 good, 1 would be refused", run.Output, StringComparison.Ordinal);
        Assert.Contains("Line 3", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ApiHost.JsonAsync(await api.GetAsync("/api/v1/products"))).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Refused_rows_are_told_and_written_and_the_others_imported()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string errors = Path.Combine(_folder.Path, "refused.csv");
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "broken.webp"), SampleShop.Picture("26bd")[..200], TestContext.Current.CancellationToken);
        string file = await WriteAsync("catalog.csv", "id,title,price,image\n1,Mug,5,\n2,,5,\n3,Cup,\"a, b\",\n4,Bowl,,broken.webp\n1,Mug again,6,\n");

        CliRun run = (await CliRun.OfAsync("import", file, "--url", api.Address.ToString(), "--errors", errors, "--json")).Ended(ExitCode.Partly);

        Assert.Equal((5, 3, 1), (Figure(run.Json, "rows"), Figure(run.Json, "refused"), Figure(run.Json, "repeated")));
        string[] lines = await File.ReadAllLinesAsync(errors, TestContext.Current.CancellationToken);
        Assert.Equal(4, lines.Length);
        Assert.Equal("row,line,external_id,reason", lines[0]);
        Assert.Equal(["2,3", "3,4", "4,5"], lines.Skip(1).Select(line => string.Join(',', line.Split(',').Take(2))).Order());
        Assert.Equal("Mug again", (await api.ProcessedAsync("ext:1")).GetProperty("title").GetString());
        using HttpResponseMessage bowl = await api.GetAsync("/api/v1/products/ext:4");
        Assert.Equal(HttpStatusCode.NotFound, bowl.StatusCode);
    }

    [Fact]
    public async Task A_run_cut_short_is_gone_on_with_and_its_refused_rows_stay_told()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string errors = Path.Combine(_folder.Path, "refused.csv");
        string file = await WriteAsync("catalog.csv", "id,title\n1,a\n2,b\n3,\n4,d\n5,e\n");
        string[] line = ["import", file, "--url", api.Address.ToString(), "--errors", errors, "--json"];

        CliRun stopped = (await CliRun.OfAsync([.. line, "--max-errors", "0"])).Ended(ExitCode.Failed);
        CliRun gone = (await CliRun.OfAsync(line)).Ended(ExitCode.Partly);

        Assert.Contains("goes on after row 3", stopped.Error, StringComparison.Ordinal);
        Assert.Equal((3, 5, 4, 1), (Figure(gone.Json, "resumed_after"), Figure(gone.Json, "rows"), Figure(gone.Json, "created"), Figure(gone.Json, "refused")));
        Assert.Equal(2, (await File.ReadAllLinesAsync(errors, TestContext.Current.CancellationToken)).Length);

        // It ended wholly, so the next run is a run of its own.
        Assert.Equal(0, Figure((await CliRun.OfAsync(line)).Ended(ExitCode.Partly).Json, "resumed_after"));
    }

    [Fact]
    public async Task A_resumed_run_bears_as_many_refused_rows_as_any_and_names_those_it_does_not_try_again()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string file = await WriteAsync("catalog.csv", "id,title\n1,a\n2,\n3,c\n");
        string[] line = ["import", file, "--url", api.Address.ToString(), "--max-errors", "0", "--json"];
        (await CliRun.OfAsync(line)).Ended(ExitCode.Failed);

        CliRun gone = (await CliRun.OfAsync(line)).Ended(ExitCode.Partly);

        Assert.Equal((3, 1, 1, 2), (Figure(gone.Json, "rows"), Figure(gone.Json, "refused"), Figure(gone.Json, "refused_before"), Figure(gone.Json, "created")));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_had_for_now_is_told_and_is_no_success()
    {
        string file = await WriteAsync("catalog.jsonl", $$"""{"external_id":"ball","title":"Ball","images":["http://127.0.0.1:{{ClosedPort()}}/ball.jpg"]}""");
        string[] settings = ["--data", Data, "--set", Model, "--set", "Images:AllowedNetworks:0=127.0.0.1/32", "--set", "Images:Retries=0", "--set", "Indexing:FirstRetryDelay=1.00:00:00", "--json"];

        JsonElement import = (await CliRun.OfAsync(["import", file, .. settings])).Ended(ExitCode.Partly).Json;
        JsonElement reindex = (await CliRun.OfAsync(["reindex", "--failed", .. settings])).Ended(ExitCode.Partly).Json;

        Assert.Equal((1, 0), (Figure(import, "not_yet_indexed"), Figure(import, "not_indexed")));
        Assert.Equal(1, Figure(reindex, "not_yet"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("settings")]
    [InlineData("shop")]
    [InlineData("restart")]
    public async Task A_place_is_left_when_anything_it_stands_on_has_changed(string change)
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string file = await WriteAsync("catalog.csv", "id,title,label\n1,a,x\n2,,y\n3,c,z\n");
        string[] line = ["import", file, "--url", api.Address.ToString(), "--json"];
        (await CliRun.OfAsync([.. line, "--max-errors", "0"])).Ended(ExitCode.Failed);
        switch (change)
        {
            case "file":
                await WriteAsync("catalog.csv", "id,title,label\n1,aa,x\n2,,y\n3,c,z\n");
                break;
            case "settings":
                line = [.. line, "--map", "title=label"];
                break;
            case "shop":
                using (await api.Client.DeleteAsync("/api/v1/products/ext:1", TestContext.Current.CancellationToken))
                {
                    break;
                }

            default:
                line = [.. line, "--restart"];
                break;
        }

        CliRun run = await CliRun.OfAsync(line);

        Assert.Equal(0, Figure(run.Json, "resumed_after"));
        Assert.Equal(3, Figure(run.Json, "rows"));
        Assert.Equal(change == "restart", run.Error.Split("beginning anew").Length == 1);
    }

    [Theory]
    [InlineData("import nowhere.csv", "no file or folder")]
    [InlineData("import {file} --map title=heading", "heading")]
    [InlineData("import {file} --map colour=label", "Fields:")]
    [InlineData("import {file} --map title=", "No column is the title")]
    [InlineData("import {file} --map external_id=", "No column is the external id")]
    [InlineData("import {file} --encoding cp99999", "no encoding")]
    [InlineData("import {file} --images nowhere", "--images")]
    [InlineData("import {file} --delimiter ;;", "one character")]
    public async Task A_mistake_is_said_before_anything_is_written(string line, string said)
    {
        string file = await WriteAsync("catalog.csv", "id,title,label\n1,a,x\n");

        CliRun run = await CliRun.OfAsync([.. line.Split(' ').Select(word => word.Replace("{file}", file, StringComparison.Ordinal)), "--data", Data]);

        Assert.True(run.Exit is ExitCode.WrongUsage or ExitCode.Failed, run.Exit.ToString());
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_server_that_is_away_or_refuses_the_user_is_not_the_rows_fault()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Security:ApiKeys:0:Name", "shop"), ("Security:ApiKeys:0:Key", "0123456789abcdef0123456789abcdef"), ("Security:ApiKeys:0:Scopes:0", "write")]);
        string file = await WriteAsync("catalog.csv", "id,title\n1,a\n2,b\n");

        CliRun run = await CliRun.OfAsync("import", file, "--url", api.Address.ToString(), "--api-key", "wrong", "--json");

        Assert.Equal(ExitCode.Failed, run.Exit);
        Assert.Equal(0, Figure(run.Json, "refused"));
        Assert.Equal("stopped", run.Json.GetProperty("ended").GetString());
    }

    [Fact]
    public async Task Standard_input_is_read()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await using CliProcess process = CliProcess.Start("import", "-", "--url", api.Address.ToString(), "--json");

        await process.GiveAsync("{\"id\":\"1\",\"title\":\"Кружка\"}\n{\"id\":\"2\",\"title\":\"Чыны\"}\n");

        Assert.Equal(2, Figure((await process.EndAsync()).Ended(ExitCode.Done).Json, "created"));
        Assert.Equal("Кружка", (await api.ProcessedAsync("ext:1")).GetProperty("title").GetString());
    }

    private string Data => Path.Combine(_folder.Path, "data");

    private static long Figure(JsonElement answer, string name) => answer.GetProperty(name).GetInt64();

    private static int ClosedPort()
    {
        using TcpListener port = new(IPAddress.Loopback, 0);
        port.Start();
        return ((IPEndPoint)port.LocalEndpoint).Port;
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private void CopyPictures(params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllBytes(Path.Combine(_folder.Path, name + ".webp"), SampleShop.Picture(name));
        }
    }
}
