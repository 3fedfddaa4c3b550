using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Admin;

public sealed class FigureRoutesTests(QuietApi quiet) : IClassFixture<QuietApi>
{
    private const string Status = "/api/v1/admin/status";
    private const string Failures = "/api/v1/admin/failures";
    private const string Searches = "/api/v1/admin/searches";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_status_of_an_empty_shop_has_every_member()
    {
        JsonElement status = await ReadAsync(quiet.Api, Status);

        Assert.Equal(
            ["version", "mode", "model", "generation_id", "products", "pictures", "vectors", "lag_seconds", "oldest_pending_at", "queue", "throughput", "seconds_left", "workers", "history"],
            status.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("embedded", "efficientnet-lite1-240"), (status.GetProperty("mode").GetString(), status.GetProperty("model").GetString()));
        Assert.Equal("""{"total":0,"indexed":0,"pending":0,"failed":0}""", status.GetProperty("products").GetRawText());
        Assert.Equal("""{"total":0,"indexed":0,"pending":0,"failed":0,"put_off":0}""", status.GetProperty("pictures").GetRawText());
        Assert.Equal("""{"waiting":0,"taken":0,"oldest_age_seconds":null}""", status.GetProperty("queue").GetRawText());
        Assert.Equal("""{"products_per_second":0,"pictures_per_second":0}""", status.GetProperty("throughput").GetRawText());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (status.GetProperty("seconds_left").ValueKind, status.GetProperty("oldest_pending_at").ValueKind));
        Assert.Equal(60, status.GetProperty("history").GetArrayLength());
        Assert.Equal(1440, (await ReadAsync(quiet.Api, $"{Status}?minutes=1440")).GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task What_is_indexed_what_failed_and_who_did_it_is_told_and_a_retry_mends_it()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Indexing:FirstRetryDelay", "01:00:00"), ("Indexing:Worker", "tester")]);
        bool well = false;
        string broken = pictures.Serve("broken.jpg", (context, _) => context.Response.Body.WriteAsync(well ? SampleShop.Picture("26bd") : "no picture"u8.ToArray()).AsTask());
        string away = pictures.Serve("away.jpg", (context, _) =>
        {
            context.Response.StatusCode = well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return well ? context.Response.Body.WriteAsync(SampleShop.Picture("1f34c")).AsTask() : Task.CompletedTask;
        });
        string good = await api.CreateAsync(new { title = "good", images = new[] { pictures.Serve("good.webp", SampleShop.Picture("1f34e")) } });
        string bad = await api.CreateAsync(new { title = "bad", external_id = "b", images = new[] { broken } });
        string late = await api.CreateAsync(new { title = "late", images = new[] { away } });
        JsonElement product = await api.ProcessedAsync(bad);
        await api.ProcessedAsync(good);
        await api.ProcessedAsync(late);

        JsonElement status = await Eventually.HoldsAsync(() => ReadAsync(api, $"{Status}?minutes=2"), read => Numbers(read, "products").Indexed == 2 && read.GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("products").GetInt64()) == 3);
        Assert.Equal((3, 2, 0, 1), Numbers(status, "products"));
        Assert.Equal((3, 1, 0, 1), Numbers(status, "pictures"));
        Assert.Equal((1, 1), (status.GetProperty("pictures").GetProperty("put_off").GetInt64(), status.GetProperty("vectors").GetInt64()));
        Assert.True(status.GetProperty("throughput").GetProperty("products_per_second").GetDouble() > 0);
        Assert.Equal(("tester", 3), (status.GetProperty("workers")[0].GetProperty("name").GetString(), status.GetProperty("workers")[0].GetProperty("products_last_minute").GetInt64()));
        Assert.Equal((3, 2), (status.GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("pictures").GetInt64()), status.GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("failed_pictures").GetInt64())));

        JsonElement failures = await ReadAsync(api, Failures);
        Assert.Equal([late, bad], Ids(failures));
        Assert.Equal((2, JsonValueKind.Null), (failures.GetProperty("total").GetInt64(), failures.GetProperty("next_cursor").ValueKind));
        Assert.Equal("""[{"problem":"unreachable","pictures":1,"products":1},{"problem":"unsupported_format","pictures":1,"products":1}]""", failures.GetProperty("problems").GetRawText());
        JsonElement item = failures.GetProperty("items")[1];
        Assert.Equal(("b", "bad", "failed"), (item.GetProperty("external_id").GetString(), item.GetProperty("title").GetString(), item.GetProperty("index_state").GetString()));
        JsonElement picture = item.GetProperty("pictures")[0];
        Assert.Equal(["image_id", "url", "position", "problem", "error", "final", "attempts", "next_attempt_at"], picture.EnumerateObject().Select(member => member.Name));
        Assert.Equal(product.GetProperty("images")[0].GetProperty("url").GetString(), picture.GetProperty("url").GetString());
        Assert.Equal(product.GetProperty("images")[0].GetProperty("error").GetString(), picture.GetProperty("error").GetString());
        Assert.Equal((true, 1, JsonValueKind.Null), (picture.GetProperty("final").GetBoolean(), picture.GetProperty("attempts").GetInt32(), picture.GetProperty("next_attempt_at").ValueKind));
        JsonElement putOff = failures.GetProperty("items")[0].GetProperty("pictures")[0];
        Assert.Equal((false, JsonValueKind.String), (putOff.GetProperty("final").GetBoolean(), putOff.GetProperty("next_attempt_at").ValueKind));

        JsonElement page = await ReadAsync(api, $"{Failures}?limit=1");
        Assert.Equal([bad], Ids(await ReadAsync(api, $"{Failures}?limit=1&cursor={page.GetProperty("next_cursor").GetString()}")));
        Assert.Equal([bad], Ids(await ReadAsync(api, $"{Failures}?final=true")));
        JsonElement asked = await ReadAsync(api, $"{Failures}?problem=unreachable&final=false");
        Assert.Equal((late, 1, 2), (Ids(asked).Single(), asked.GetProperty("total").GetInt64(), asked.GetProperty("problems").GetArrayLength()));

        well = true;
        await ApiHost.JsonAsync(await api.PostAsync("/api/v1/admin/reindex", new { scope = "failed", product_ids = new[] { bad } }), HttpStatusCode.Accepted);
        Assert.Equal([late], await Eventually.HoldsAsync(async () => Ids(await ReadAsync(api, Failures)), ids => ids.Length < 2));
        await ApiHost.JsonAsync(await api.PostAsync("/api/v1/admin/reindex", new { scope = "failed" }), HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(async () => Numbers(await ReadAsync(api, Status), "pictures"), numbers => numbers == (3, 3, 0, 0));
        // The list is of now, its total of a second ago.
        Assert.Empty(Ids(await ReadAsync(api, Failures)));
        await Eventually.HoldsAsync(async () => (await ReadAsync(api, Failures)).GetProperty("total").GetInt64(), total => total == 0);
    }

    [Fact]
    public async Task Searches_and_clicks_are_analysed()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string mug = await api.CreateAsync(new { title = "Красная кружка" });
        await api.ProcessedAsync(mug);
        JsonElement found = await ApiHost.JsonAsync(await api.PostAsync("/api/v1/search/by-text", new { query = "Красная  кружка" }));
        await ApiHost.JsonAsync(await api.PostAsync("/api/v1/search/by-text", new { query = "красная кружка", offset = 50 }));
        await ApiHost.JsonAsync(await api.PostAsync("/api/v1/search/by-text", new { query = "велосипед" }));
        await ApiHost.JsonAsync(await api.GetAsync($"/api/v1/search/similar/{mug}"));
        using HttpResponseMessage click = await api.PostAsync($"/api/v1/search/{found.GetProperty("search_id").GetString()}/click", new { product_id = mug, position = 2 });
        Assert.Equal(HttpStatusCode.Accepted, click.StatusCode);

        JsonElement report = await Eventually.HoldsAsync(() => ReadAsync(api, Searches), read => read.GetProperty("searches").GetInt64() == 4);

        Assert.Equal(
            ["from", "to", "searches", "clicked_searches", "click_through", "without_results", "latency_ms", "kinds", "buckets", "bucket_seconds", "top_queries", "queries_without_results"],
            report.EnumerateObject().Select(member => member.Name));
        Assert.Equal((1, 0.25, 2), (report.GetProperty("clicked_searches").GetInt64(), report.GetProperty("click_through").GetDouble(), report.GetProperty("without_results").GetInt64()));
        Assert.Equal(TimeSpan.FromDays(1), report.GetProperty("to").GetDateTimeOffset() - report.GetProperty("from").GetDateTimeOffset());
        Assert.Equal(["image", "text", "similar"], report.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetProperty("kind").GetString()));
        Assert.Equal("""{"kind":"image","searches":0,"clicked_searches":0,"click_through":null,"without_results":0,"latency_ms":null}""", report.GetProperty("kinds")[0].GetRawText());
        Assert.Equal((3600, 4), (report.GetProperty("bucket_seconds").GetInt32(), report.GetProperty("buckets").EnumerateArray().Sum(bucket => bucket.GetProperty("searches").GetInt64())));
        Assert.Equal(["p50", "p90", "p95", "p99", "max"], report.GetProperty("latency_ms").EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """[{"query":"красная кружка","searches":2,"clicked_searches":1,"click_through":0.5,"without_results":0,"mean_position":2},{"query":"велосипед","searches":1,"clicked_searches":0,"click_through":0,"without_results":1,"mean_position":null}]""",
            report.GetProperty("top_queries").GetRawText());
        Assert.Equal("велосипед", Assert.Single(report.GetProperty("queries_without_results").EnumerateArray()).GetProperty("query").GetString());

        JsonElement similar = await ReadAsync(api, $"{Searches}?kind=similar&top=1");
        Assert.Equal((1, 1, 0), (similar.GetProperty("searches").GetInt64(), similar.GetProperty("kinds").GetArrayLength(), similar.GetProperty("top_queries").GetArrayLength()));
        JsonElement before = await ReadAsync(api, $"{Searches}?from=2026-01-01T00:00:00Z&to=2026-01-31T00:00:00%2B00:00");
        Assert.Equal((0, 120, 21600), (before.GetProperty("searches").GetInt64(), before.GetProperty("buckets").GetArrayLength(), before.GetProperty("bucket_seconds").GetInt32()));
        Assert.Equal("""{"at":"2026-01-01T00:00:00Z","searches":0,"clicked_searches":0,"without_results":0,"p50_ms":null,"p95_ms":null}""", before.GetProperty("buckets")[0].GetRawText());
    }

    [Theory]
    [InlineData($"{Status}?minutes=0", "minutes")]
    [InlineData($"{Status}?minutes=1441", "minutes")]
    [InlineData($"{Status}?minutes=5&minutes=6", "minutes")]
    [InlineData($"{Failures}?limit=201&cursor=AAAA&problem=bad&final=yes", "limit,cursor,problem,final")]
    [InlineData($"{Searches}?from=yesterday&to=2026-01-01&kind=click&top=101", "from,to,kind,top")]
    [InlineData($"{Searches}?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", "from")]
    [InlineData($"{Searches}?from=2026-01-01T00:00:00Z&to=2026-01-31T00:00:01Z", "from")]
    [InlineData($"{Searches}?from=2999-01-01T00:00:00Z", "from")]
    [InlineData($"{Searches}?to=0001-01-01T00:00:00Z", "to")]
    public async Task What_is_asked_wrongly_is_told_at_once(string path, string fields)
    {
        using HttpResponseMessage response = await quiet.Api.GetAsync(path);

        JsonElement problem = await ApiHost.JsonAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(fields.Split(','), problem.GetProperty("errors").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Indexing_goes_on_though_its_figures_cannot_be_written()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await using (SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(api.Folder, "data", "catalogue.db"), Pooling = false }.ToString()))
        {
            await connection.OpenAsync(Stop);
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DROP TABLE indexing_slices";
            await command.ExecuteNonQueryAsync(Stop);
        }

        string product = await api.CreateAsync(new { title = "ball" });
        Assert.Equal("indexed", (await api.AddPicturesAsync(product, SampleShop.Picture("26bd"))).GetProperty("index_state").GetString());
        Assert.Equal("healthy", (await ApiHost.JsonAsync(await api.GetAsync("/api/v1/health"))).GetProperty("status").GetString());
    }

    private static async Task<JsonElement> ReadAsync(ApiHost api, string path)
    {
        using HttpResponseMessage response = await api.GetAsync(path);
        return await ApiHost.JsonAsync(response);
    }

    private static string?[] Ids(JsonElement failures) => [.. failures.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("product_id").GetString())];

    private static (long Total, long Indexed, long Pending, long Failed) Numbers(JsonElement status, string of) =>
        (status.GetProperty(of).GetProperty("total").GetInt64(), status.GetProperty(of).GetProperty("indexed").GetInt64(), status.GetProperty(of).GetProperty("pending").GetInt64(), status.GetProperty(of).GetProperty("failed").GetInt64());
}
