using System.Globalization;
using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Broken, absurd and odd files through HTTP, as what is searched with and as pictures of products.</summary>
public sealed class HostilePictureSearchTests
{
    private const long MaxGrowth = 300L << 20;

    [SharedFact]
    public async Task Every_hostile_file_is_searched_or_refused_as_its_manifest_says_within_bounded_memory()
    {
        // A process of its own, so that what it takes is what these files take.
        using TemporaryFolder folder = new();
        await using HostProcess api = await HostProcess.StartAsync(folder.Path, ("Demo:Load", "false"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await SearchAsync(api, SampleShop.Query("1f34c"))).Status);
        }

        long before = api.Memory().Now;
        List<string> wrong = [];
        int files = 0;
        foreach ((string file, string expected) in Manifest())
        {
            files++;
            (int status, JsonElement answer) = await SearchAsync(api, await ReadAsync(file));
            bool right = expected switch
            {
                "accept" => status == 200,
                "reject" => status is 413 or 415 or 422,
                _ => status is 200 or 413 or 415 or 422,
            };
            bool whole = status == 200 || answer.GetProperty("code").GetString() is "unsupported_picture" or "corrupt_picture" or "too_many_pixels" or "picture_too_large";
            if (!right || !whole)
            {
                wrong.Add($"{file} must be {expected}: {status} {answer.GetRawText()}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(94, files);
        (long now, long peak) = api.Memory();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From {before >> 20} MB to {now >> 20} MB, at most {peak >> 20} MB"));
        Assert.True(peak - before < MaxGrowth, string.Create(CultureInfo.InvariantCulture, $"Memory grew from {before >> 20} MB to {peak >> 20} MB"));

        // It goes on as before, and made no mistake of its own.
        Assert.Equal(200, (await SearchAsync(api, SampleShop.Query("1f34c"))).Status);
        string metrics = await api.Client.GetStringAsync("/metrics", Cancelled);
        Assert.Equal(0, Prometheus.Sum(metrics, "visual_search_errors_total", "internal"));
        Assert.Equal(0, Prometheus.Sum(metrics, "visual_search_errors_total", "dependency"));
    }

    [SharedFact]
    public async Task Every_hostile_file_as_a_products_picture_fails_with_its_reason_and_stops_nothing()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:Retries", "0"), ("Indexing:PictureAttempts", "1")]);
        string good = server.Serve("good.webp", SampleShop.Picture("1f34e"));
        List<(string File, string Expected, string Alone)> products = [];
        foreach ((string file, string expected) in Manifest())
        {
            string address = server.Serve(file, await ReadAsync(file));
            products.Add((file, expected, await api.CreateAsync(new { title = file, external_id = file, image_url = address })));
        }

        // Good pictures beside a bad one, and a good product after all of them.
        string beside = await api.CreateAsync(new { title = "beside", external_id = "beside", images = new[] { server.Serve("b.jpg", await ReadAsync("soi_only.jpg")), good } });
        string after = await api.CreateAsync(new { title = "after", external_id = "after", image_url = good });

        JsonElement partly = await api.ProcessedAsync(beside);
        Assert.Equal("indexed", partly.GetProperty("index_state").GetString());
        Assert.Equal(["failed", "indexed"], partly.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("state").GetString()));
        Assert.NotEmpty(partly.GetProperty("images")[0].GetProperty("error").GetString()!);
        Assert.Equal("indexed", (await api.ProcessedAsync(after)).GetProperty("index_state").GetString());

        List<string> wrong = [];
        foreach ((string file, string expected, string product) in products)
        {
            JsonElement seen = await api.ProcessedAsync(product);
            string state = seen.GetProperty("index_state").GetString()!;
            JsonElement image = Assert.Single(seen.GetProperty("images").EnumerateArray());
            bool right = expected switch
            {
                "accept" => state == "indexed",
                "reject" => state == "failed",
                _ => state is "indexed" or "failed",
            };
            bool reasoned = image.GetProperty("state").GetString() == state && string.IsNullOrEmpty(image.GetProperty("error").GetString()) == (state == "indexed");
            if (!right || !reasoned)
            {
                wrong.Add($"{file} must be {expected}: {state} {image.GetRawText()}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(94, products.Count);

        // Each file alone is found by its words, and the good ones by their picture.
        Assert.Equal(["after", "beside"], Found(await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Picture("1f34e"), fields: ("limit", "2")))).Order(StringComparer.Ordinal));
    }

    private static async Task<(int Status, JsonElement Answer)> SearchAsync(HostProcess api, byte[] picture)
    {
        using ByteArrayContent content = new(picture);
        content.Headers.TryAddWithoutValidation("Content-Type", "image/jpeg");
        using HttpResponseMessage response = await api.Client.PostAsync(ByImage, content, Cancelled);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled)).RootElement);
    }

    private static IEnumerable<(string File, string Expected)> Manifest() => File.ReadLines(SharedFolder.PathOf("data", "hostile", "MANIFEST.csv")).Skip(1).Select(line => line.Split(',')).Select(fields => (fields[0], fields[3]));

    private static Task<byte[]> ReadAsync(string file) => File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", file), Cancelled);
}
