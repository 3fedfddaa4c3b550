using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Cli.Importing;

/// <summary><c>visualsearch sync s3</c> from a real bucket to a server and to a data folder.</summary>
public sealed class SyncCommandTests : IAsyncLifetime
{
    private S3Server _s3 = null!;
    private string _bucket = null!;

    public async ValueTask InitializeAsync()
    {
        _s3 = await S3Server.SharedAsync();
        _bucket = await _s3.AddBucketAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Products_get_the_pictures_of_their_keys_in_order_and_keep_all_else()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: _s3.SettingsOf(_bucket));
        await api.CreateAsync(new { title = "Red ball", external_id = "ball", price = 12.5 });
        await PutAsync("photos/ball/10.webp", "1f34e");
        await PutAsync("photos/ball/2.webp", "26bd");
        await PutAsync("photos/stranger/1.webp", "26bd");
        await PutAsync("photos/readme.webp", "26bd");

        CliRun run = (await SyncAsync(api, "--prefix", "photos/")).Ended(ExitCode.Partly);

        Assert.Equal((2, 1, 1, 2), (Figure(run, "rows"), Figure(run, "updated"), Figure(run, "refused"), Figure(run, "pictures")));
        Assert.Contains("There is no product stranger; --create makes one.", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 4 objects name no product, such as photos/readme.webp.", run.Error, StringComparison.Ordinal);
        JsonElement ball = await api.ProcessedAsync("ext:ball");
        Assert.Equal(("Red ball", 12.5m, "indexed"), (ball.GetProperty("title").GetString(), ball.GetProperty("price").GetDecimal(), ball.GetProperty("index_state").GetString()));
        Assert.Equal(["2.webp", "10.webp"], ball.GetProperty("images").EnumerateArray().Select(image => new Uri(image.GetProperty("url").GetString()!).Segments[^1]));
    }

    [Fact]
    public async Task What_an_earlier_run_brought_is_passed_over_and_changed_content_is_fetched_again()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: _s3.SettingsOf(_bucket));
        await PutAsync("ball/1.webp", "26bd");
        await PutAsync("apple/1.webp", "1f34e");
        (await SyncAsync(api, "--create")).Ended(ExitCode.Done);
        await api.ProcessedAsync("ext:ball");
        await api.ProcessedAsync("ext:apple");
        double embedded = await api.MetricAsync("visual_search_pictures_embedded_total");

        CliRun again = (await SyncAsync(api, "--create")).Ended(ExitCode.Done);
        await PutAsync("ball/1.webp", "1f345");
        CliRun changed = (await SyncAsync(api, "--create")).Ended(ExitCode.Done);
        CliRun restarted = (await SyncAsync(api, "--create", "--restart")).Ended(ExitCode.Done);

        Assert.Equal((0, 2), (Figure(again, "updated"), Figure(again, "unchanged")));
        Assert.Equal((1, 1), (Figure(changed, "updated"), Figure(changed, "unchanged")));
        Assert.Equal(2, Figure(restarted, "updated"));
        await Eventually.HoldsAsync(() => api.MetricAsync("visual_search_pictures_embedded_total"), made => made > embedded);
    }

    [Fact]
    public async Task Content_that_changed_while_nothing_was_remembered_is_fetched_again()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: _s3.SettingsOf(_bucket));
        await PutAsync("ball/1.webp", "26bd");
        (await SyncAsync(api, "--create")).Ended(ExitCode.Done);
        await api.ProcessedAsync("ext:ball");
        double embedded = await api.MetricAsync("visual_search_pictures_embedded_total");
        await PutAsync("ball/1.webp", "1f345");

        CliRun restarted = (await SyncAsync(api, "--restart")).Ended(ExitCode.Done);
        CliRun again = (await SyncAsync(api)).Ended(ExitCode.Done);

        Assert.Equal((1, 1), (Figure(restarted, "updated"), Figure(again, "unchanged")));
        await Eventually.HoldsAsync(() => api.MetricAsync("visual_search_pictures_embedded_total"), made => made > embedded);
    }

    [Fact]
    public async Task The_first_run_of_a_machine_may_begin_anew()
    {
        using TemporaryFolder state = new();
        await using ApiHost api = await ApiHost.StartAsync(settings: _s3.SettingsOf(_bucket));
        await PutAsync("ball/1.webp", "26bd");
        await using CliProcess sync = CliProcess.Start(
            new Dictionary<string, string> { ["XDG_STATE_HOME"] = state.Path },
            ["sync", "s3", "--url", api.Address.ToString(), "--json", .. Connection(), "--create", "--restart"]);

        CliRun run = (await sync.EndAsync()).Ended(ExitCode.Done);

        Assert.Equal(1, Figure(run, "created"));
        Assert.NotEmpty(Directory.GetFiles(state.Path, "*.tags", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task One_product_that_is_gone_is_made_again_and_no_other_is_touched()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: _s3.SettingsOf(_bucket));
        await PutAsync("apple/1.webp", "1f34e");
        await PutAsync("ball/1.webp", "26bd");
        (await SyncAsync(api, "--create", "--jobs", "1")).Ended(ExitCode.Done);
        // The last that was done, which is looked for to see whether the shop is still there.
        using HttpResponseMessage gone = await api.Client.DeleteAsync("/api/v1/products/ext:ball", TestContext.Current.CancellationToken);

        CliRun run = (await SyncAsync(api, "--create")).Ended(ExitCode.Done);

        Assert.Equal((1, 1, 0), (Figure(run, "created"), Figure(run, "unchanged"), Figure(run, "updated")));
    }

    [Fact]
    public async Task A_shop_that_was_emptied_since_gets_everything_again()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: _s3.SettingsOf(_bucket));
        await PutAsync("ball/1.webp", "26bd");
        (await SyncAsync(api, "--create")).Ended(ExitCode.Done);
        using HttpResponseMessage gone = await api.Client.DeleteAsync("/api/v1/products/ext:ball", TestContext.Current.CancellationToken);

        CliRun run = (await SyncAsync(api, "--create")).Ended(ExitCode.Done);

        Assert.Equal(1, Figure(run, "created"));
    }

    [Fact]
    public async Task A_table_says_which_keys_are_whose_and_a_data_folder_is_indexed_to_the_end()
    {
        using TemporaryFolder folder = new();
        await PutAsync("x/1.webp", "26bd");
        await PutAsync("x/2.webp", "1f34e");
        await PutAsync("x/3.webp", "1f345");
        string table = Path.Combine(folder.Path, "pictures.csv");
        await File.WriteAllTextAsync(table, "external_id,key\nball,x/2.webp\nball,x/1.webp\n", TestContext.Current.CancellationToken);

        CliRun run = await CliRun.OfAsync(
            ["sync", "s3", "--table", table, "--create", "--json", "--data", Path.Combine(folder.Path, "data"), "--set", "Embedding:Model=efficientnet-lite1-240", .. Connection()]);

        run.Ended(ExitCode.Done);
        Assert.Equal((1, 2), (Figure(run, "created"), Figure(run, "pictures")));
        JsonElement status = (await CliRun.OfAsync("status", "--data", Path.Combine(folder.Path, "data"), "--json")).Ended(ExitCode.Done).Json;
        Assert.Equal((1, 2, 0), (status.GetProperty("products").GetInt32(), status.GetProperty("vectors").GetInt32(), status.GetProperty("pending").GetInt32()));
    }

    [Fact]
    public async Task A_dry_run_shows_which_keys_fit_and_needs_no_target()
    {
        await PutAsync("ball/1.webp", "26bd");
        await PutAsync("ball/back.webp", "26bd");

        JsonElement preview = (await CliRun.OfAsync(["sync", "s3", "--dry-run", "--json", .. Connection()])).Ended(ExitCode.Done).Json;

        Assert.Equal((2, 1, 1), (preview.GetProperty("objects").GetInt32(), preview.GetProperty("products").GetInt32(), preview.GetProperty("strange").GetInt32()));
        Assert.Equal("ball/back.webp", preview.GetProperty("strange_keys")[0].GetString());
    }

    [Fact]
    public async Task A_bucket_that_refuses_or_is_missing_ends_with_one_sentence()
    {
        CliRun refused = (await CliRun.OfAsync(["sync", "s3", "--dry-run", .. Connection(secret: "another")])).Ended(ExitCode.Unavailable);
        CliRun missing = (await CliRun.OfAsync(["sync", "s3", "--dry-run", "--bucket", "no-such-bucket", .. Connection()[2..]])).Ended(ExitCode.Unavailable);
        CliRun unnamed = (await CliRun.OfAsync("sync", "s3", "--dry-run")).Ended(ExitCode.WrongUsage);

        Assert.Contains("The bucket refuses access.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("There is no such bucket.", missing.Error, StringComparison.Ordinal);
        Assert.Contains("--bucket NAME", unnamed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S3:SecretKey=", "belong together")]
    [InlineData("S3:PresignSeconds=5", "PresignSeconds")]
    [InlineData("S3:Bucket=No Bucket", "Bucket")]
    [InlineData("S3:ServiceUrl=minio", "ServiceUrl")]
    public async Task Settings_that_a_server_refuses_are_refused_here(string setting, string named)
    {
        CliRun run = (await CliRun.OfAsync("sync", "s3", "--dry-run", "--set", "S3:Bucket=shop", "--set", "S3:AccessKey=half", "--set", "S3:SecretKey=other half", "--set", setting)).Ended(ExitCode.WrongUsage);

        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    private static int Figure(CliRun run, string name) => run.Json.GetProperty(name).GetInt32();

    private string[] Connection(string secret = S3Server.Key) =>
        ["--bucket", _bucket, "--endpoint", _s3.Address.ToString(), "--set", $"S3:AccessKey={S3Server.Key}", "--set", $"S3:SecretKey={secret}"];

    private Task<CliRun> SyncAsync(ApiHost api, params string[] more) => CliRun.OfAsync(["sync", "s3", "--url", api.Address.ToString(), "--json", .. Connection(), .. more]);

    private Task PutAsync(string key, string picture) => _s3.PutAsync(_bucket, key, SampleShop.Picture(picture));
}
