using System.Runtime.InteropServices;
using System.Text.Json;
using VisualSearch.Cli.Export;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Contracts;

/// <summary>What an export gives, of a server and of a data folder.</summary>
public abstract class CatalogueLinesContract
{
    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_is_the_product_as_the_api_shows_it()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await FillAsync(api);
        JsonElement shown = await ApiHost.JsonAsync(await api.GetAsync("/api/v1/products/ext:red"));
        await using Source source = await OpenAsync(api);

        List<string> lines = await source.Lines.ReadAsync(new ExportRequest(null, null, false), null, Stop).ToListAsync(Stop);

        Assert.Equal(3, lines.Count);
        JsonElement line = JsonDocument.Parse(lines[0]).RootElement;
        foreach (JsonProperty member in shown.EnumerateObject().Where(member => member.Name != "images"))
        {
            Assert.True(JsonElement.DeepEquals(member.Value, line.GetProperty(member.Name)), member.Name);
        }

        Assert.Equal(shown.EnumerateObject().Select(member => member.Name), line.EnumerateObject().Select(member => member.Name));
        Assert.Equal(shown.GetProperty("images")[0].EnumerateObject().Select(member => member.Name), line.GetProperty("images")[0].EnumerateObject().Select(member => member.Name));
        Assert.Contains("красная", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_come_with_the_name_of_their_space()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await FillAsync(api);
        await using Source source = await OpenAsync(api);

        List<string> lines = await source.Lines.ReadAsync(new ExportRequest(null, null, true), null, Stop).ToListAsync(Stop);

        JsonElement line = JsonDocument.Parse(lines[0]).RootElement;
        Half[] vector = MemoryMarshal.Cast<byte, Half>(line.GetProperty("images")[0].GetProperty("embedding").GetBytesFromBase64()).ToArray();
        Assert.Equal(512, vector.Length);
        Assert.InRange(vector.Sum(number => (double)number * (double)number), 0.99, 1.01);
        Assert.Equal("efficientnet-lite1-240", line.GetProperty("embedding_model").GetString());
        Assert.Equal(64, line.GetProperty("embedding_fingerprint").GetString()!.Length);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(lines[1]).RootElement.GetProperty("images")[0].GetProperty("embedding").ValueKind);
    }

    [Fact]
    public async Task Filters_leave_what_they_name()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await FillAsync(api);
        await using Source source = await OpenAsync(api);

        Assert.Single(await source.Lines.ReadAsync(new ExportRequest("Cups & co", null, false), null, Stop).ToListAsync(Stop));
        Assert.Single(await source.Lines.ReadAsync(new ExportRequest(null, "Ala", false), null, Stop).ToListAsync(Stop));
        Assert.Empty(await source.Lines.ReadAsync(new ExportRequest("Cups & co", "Nobody", false), null, Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Kept_pictures_are_copied_and_named_by_their_copies()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await FillAsync(api);
        using TemporaryFolder folder = new();
        await using Source source = await OpenAsync(api);

        List<string> lines = await source.Lines.ReadAsync(new ExportRequest(null, null, false), new PictureCopies(Path.Combine(folder.Path, "pictures"), folder.Path), Stop).ToListAsync(Stop);

        string copy = JsonDocument.Parse(lines[0]).RootElement.GetProperty("images")[0].GetProperty("url").GetString()!;
        Assert.StartsWith("pictures/", copy, StringComparison.Ordinal);
        Assert.EndsWith(".webp", copy, StringComparison.Ordinal);
        Assert.Equal(SampleShop.Picture("26bd"), await File.ReadAllBytesAsync(Path.Combine(folder.Path, copy), Stop));
        Assert.Equal("http://127.0.0.1:1/none.jpg", JsonDocument.Parse(lines[1]).RootElement.GetProperty("images")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task More_products_than_a_page_come_once_each_and_in_order()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        for (int number = 0; number < 401; number++)
        {
            await api.CreateAsync(new { title = $"{number}" });
        }

        await using Source source = await OpenAsync(api);
        List<string> lines = await source.Lines.ReadAsync(new ExportRequest(null, null, false), null, Stop).ToListAsync(Stop);

        Assert.Equal(Enumerable.Range(0, 401).Select(number => $"{number}"), lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("title").GetString()));
    }

    /// <summary>The lines of this shop; the server may be stopped.</summary>
    private protected abstract Task<Source> OpenAsync(ApiHost api);

    private static async Task FillAsync(ApiHost api)
    {
        await api.CreateAsync(new
        {
            title = "red cup",
            external_id = "red",
            category = "Cups & co",
            brand = "Ala",
            price = 12.5,
            currency = "KGS",
            in_stock = true,
            url = "https://shop.example/red",
            attributes = new { size = new { width = 1.50, names = "a" } },
            translations = new { ru = new { title = "красная кружка" } },
        });
        await api.AddPicturesAsync("ext:red", SampleShop.Picture("26bd"));
        string remote = await api.CreateAsync(new { title = "unreachable", image_url = "http://127.0.0.1:1/none.jpg" });
        await api.ProcessedAsync(remote);
        await api.CreateAsync(new { title = "plain" });
    }

    private protected sealed record Source(ICatalogueLines Lines, IDisposable? Own = null) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Own?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
