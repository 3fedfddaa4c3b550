using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ReconcileCommandTests
{
    private static readonly string[] OnePicture = ["https://shop.example/1.jpg"];

    private static readonly string[] TwoPictures = ["https://shop.example/1.jpg", "https://shop.example/2.jpg"];

    private static readonly string[] Tags = ["a", "b"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_index_of_a_server_lacks_is_shown_and_mended()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string product = await api.CreateAsync(new { title = "ball" });
        JsonElement indexed = await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));
        string[] url = ["--url", api.Address.ToString()];
        (await CliRun.OfAsync(["reconcile", .. url])).Ended(ExitCode.Done);
        IVectorIndex vectors = api.Services.GetRequiredService<LivingIndexes>().Active.Vectors;
        await vectors.ApplyAsync([new ProductVectors(new ProductId(long.Parse(product, CultureInfo.InvariantCulture)), indexed.GetProperty("version").GetInt64(), new FilterFields(null, null, null, null), [])], Stop);

        CliRun looked = (await CliRun.OfAsync(["reconcile", .. url])).Ended(ExitCode.Partly);
        JsonElement mended = (await CliRun.OfAsync(["reconcile", "--mend", "--json", .. url])).Ended(ExitCode.Done).Json;
        await Eventually.HoldsAsync(() => vectors.CountAsync(Stop), count => count == 1);

        Assert.Contains($"{product} missing", looked.Output, StringComparison.Ordinal);
        Assert.Equal((true, 1), (mended.GetProperty("mended").GetBoolean(), mended.GetProperty("generations")[0].GetProperty("missing").GetInt32()));
        await Eventually.HoldsAsync(() => CliRun.OfAsync(["reconcile", .. url]), run => run.Exit == ExitCode.Done);
    }

    [Fact]
    public async Task A_full_export_of_the_marketplace_tells_what_is_missing_unknown_and_different()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { external_id = "same", title = "Same", price = 10.5, in_stock = true, category = "a", images = OnePicture, attributes = new { colour = "red" } });
        await api.CreateAsync(new { external_id = "dearer", title = "Dearer", price = 20, category = "a" });
        await api.CreateAsync(new { external_id = "ours", title = "Ours alone" });
        await api.CreateAsync(new { title = "Without an id" });
        using TemporaryFolder folder = new();
        string export = Path.Combine(folder.Path, "products.csv");
        await File.WriteAllTextAsync(
            export,
            """
            sku;name;price;available;section;photo
            same;Same;10,50;yes;a;https://shop.example/1.jpg
            dearer;Much dearer;25;;a;
            theirs;Theirs alone;1;;;
            same;Same again;1;;;
            ;No id;1;;;
            """,
            Stop);
        string[] line = ["reconcile", "--against", export, "--map", "category=section", "--url", api.Address.ToString()];

        JsonElement report = (await CliRun.OfAsync([.. line, "--json"])).Ended(ExitCode.Partly).Json;
        CliRun spoken = (await CliRun.OfAsync(line)).Ended(ExitCode.Partly);

        Assert.Equal((4, 5, 1, 1), (report.GetProperty("products").GetInt32(), report.GetProperty("rows").GetInt32(), report.GetProperty("refused").GetInt32(), report.GetProperty("repeated").GetInt32()));
        Assert.Equal((1, "theirs"), (report.GetProperty("missing_here").GetProperty("count").GetInt32(), report.GetProperty("missing_here").GetProperty("examples")[0].GetString()));
        Assert.Equal((2, "ours"), (report.GetProperty("unknown_there").GetProperty("count").GetInt32(), report.GetProperty("unknown_there").GetProperty("examples")[0].GetString()));
        JsonElement example = Assert.Single(report.GetProperty("differing").GetProperty("examples").EnumerateArray());
        Assert.Equal(("dearer", "title price"), (example.GetProperty("external_id").GetString(), string.Join(' ', example.GetProperty("fields").EnumerateArray().Select(field => field.GetString()))));
        Assert.Equal(["title", "price"], report.GetProperty("fields").EnumerateObject().Select(field => field.Name));
        Assert.Contains("1 missing here: theirs.", spoken.Output, StringComparison.Ordinal);
        Assert.Contains("dearer: title, price", spoken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalogue_is_equal_to_what_it_exported_of_a_server_and_of_a_folder()
    {
        using TemporaryFolder folder = new();
        string export = Path.Combine(folder.Path, "shop.jsonl");
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new
        {
            external_id = "1", title = "One", description = "Text", brand = "B", price = 9.9, currency = "KGS", in_stock = false, url = "https://shop.example/1",
            images = TwoPictures, attributes = new { size = 4, tags = Tags }, translations = new { ky = new { title = "бир" } },
        });
        await api.CreateAsync(new { external_id = "2", title = "Two" });
        (await CliRun.OfAsync("export", "--out", export, "--url", api.Address.ToString())).Ended(ExitCode.Done);

        CliRun server = (await CliRun.OfAsync("reconcile", "--against", export, "--url", api.Address.ToString())).Ended(ExitCode.Done);

        Assert.Contains("0 differ.", server.Output, StringComparison.Ordinal);
        string data = Path.Combine(folder.Path, "data");
        (await CliRun.OfAsync("import", export, "--data", data, "--no-index")).Ended(ExitCode.Done);
        (await CliRun.OfAsync("reconcile", "--against", export, "--data", data)).Ended(ExitCode.Done);
    }

    [Fact]
    public async Task Attributes_are_equal_however_they_are_written()
    {
        using TemporaryFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        string table = Path.Combine(folder.Path, "products.csv");
        await File.WriteAllTextAsync(table, "external_id,title,цвет\n1,Кружка,красный «кирпич»\n", Stop);
        string lines = Path.Combine(folder.Path, "products.jsonl");
        await File.WriteAllTextAsync(lines, """{"external_id": "2", "title": "Two", "attributes": {"sizes": [1, 2.50, 1e2], "of": {"b": "\u0431", "a": 1.0}}}""" + "\n", Stop);
        (await CliRun.OfAsync("import", table, "--attributes", "--data", data, "--no-index")).Ended(ExitCode.Done);
        (await CliRun.OfAsync("import", lines, "--data", data, "--no-index")).Ended(ExitCode.Done);
        await File.WriteAllTextAsync(lines, """{"external_id":"2","title":"Two","attributes":{"of":{"a":1,"b":"б"},"sizes":[1.0,2.5,100]}}""" + "\n", Stop);

        JsonElement ofTable = (await CliRun.OfAsync("reconcile", "--against", table, "--attributes", "--json", "--data", data)).Ended(ExitCode.Partly).Json;
        JsonElement ofLines = (await CliRun.OfAsync("reconcile", "--against", lines, "--json", "--data", data)).Ended(ExitCode.Partly).Json;
        await File.WriteAllTextAsync(lines, """{"external_id":"2","title":"Two","attributes":{"of":{"a":1,"b":"б"},"sizes":[1.0,100,2.5]}}""" + "\n", Stop);
        JsonElement changed = (await CliRun.OfAsync("reconcile", "--against", lines, "--json", "--data", data)).Ended(ExitCode.Partly).Json;

        Assert.Equal((0, 0, 1), (DifferingIn(ofTable), DifferingIn(ofLines), DifferingIn(changed)));

        static int DifferingIn(JsonElement report) => report.GetProperty("differing").GetProperty("count").GetInt32();
    }

    [Fact]
    public async Task Mending_belongs_to_the_index_alone() =>
        (await CliRun.OfAsync("reconcile", "--mend", "--against", "products.csv")).Ended(ExitCode.WrongUsage);
}
