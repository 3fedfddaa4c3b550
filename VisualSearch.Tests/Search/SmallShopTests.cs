using System.Net;
using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Searches in a shop that the test fills over REST: several pictures a product, none, changes and removals.</summary>
public sealed class SmallShopTests : IAsyncLifetime
{
    private ApiHost? _api;

    private ApiHost Api => _api!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public async ValueTask DisposeAsync() => await Api.DisposeAsync();

    [Fact]
    public async Task A_product_with_several_pictures_takes_one_place_and_shows_the_picture_that_matched()
    {
        string fruits = await Api.CreateAsync(new { title = "Fruits", external_id = "fruits" });
        JsonElement product = await Api.AddPicturesAsync(fruits, SampleShop.Picture("1f34e"), SampleShop.Picture("1f34f"), SampleShop.Picture("1f34c"));
        string pizza = await Api.CreateAsync(new { title = "Pizza", external_id = "pizza" });
        await Api.AddPicturesAsync(pizza, SampleShop.Picture("1f355"));

        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34f")));

        Assert.Equal(["fruits", "pizza"], Found(answer));
        Assert.Equal(product.GetProperty("images")[1].GetProperty("image_id").GetString(), First(answer).GetProperty("matched_image_id").GetString());
        Assert.Equal(product.GetProperty("images")[1].GetProperty("url").GetString(), First(answer).GetProperty("image_url").GetString());
        Assert.Equal(product.GetProperty("images")[1].GetProperty("image_id").GetString(), First(answer).GetProperty("image_id").GetString());
        Assert.Equal(4, answer.GetProperty("index").GetProperty("vectors").GetInt64());

        // Each of a product's pictures asks for likeness, and the best counts.
        await Api.AddPicturesAsync(await Api.CreateAsync(new { title = "Banana", external_id = "banana" }), SampleShop.Picture("1f34c"));
        JsonElement similar = await AnsweredAsync(Api.GetAsync("/api/v1/search/similar/ext:fruits"));
        Assert.Equal(["banana", "pizza"], Found(similar));
        Assert.InRange(First(similar).GetProperty("similarity_score").GetDouble(), 0.999, 1);
    }

    [Fact]
    public async Task A_product_without_a_picture_is_found_by_words_and_like_nothing()
    {
        await Api.CreateAsync(new { title = "Gift card", external_id = "gift", price = 500, currency = "KGS" });
        string apple = await Api.CreateAsync(new { title = "Apple", external_id = "apple" });
        await Api.AddPicturesAsync(apple, SampleShop.Picture("1f34e"));

        JsonElement similar = await AnsweredAsync(Api.GetAsync("/api/v1/search/similar/ext:gift"));
        Assert.Empty(Found(similar));
        Assert.Contains("no indexed picture", similar.GetProperty("notice").GetString(), StringComparison.Ordinal);

        JsonElement card = First(await AnsweredAsync(Api.PostAsync(ByText, new { query = "gift", mode = "lexical" })));
        Assert.Equal(JsonValueKind.Null, card.GetProperty("image_url").ValueKind);
        Assert.Equal(JsonValueKind.Null, card.GetProperty("image_id").ValueKind);
        Assert.Equal(["apple"], Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")))));
    }

    [Fact]
    public async Task A_deleted_product_is_gone_from_answers_at_once_and_a_changed_one_is_shown_as_it_is_now()
    {
        string apple = await Api.CreateAsync(new { title = "Apple", external_id = "apple", in_stock = true });
        await Api.AddPicturesAsync(apple, SampleShop.Picture("1f34e"));
        string pear = await Api.CreateAsync(new { title = "Pear", external_id = "pear", in_stock = true });
        await Api.AddPicturesAsync(pear, SampleShop.Picture("1f350"));
        Assert.Equal(["apple", "pear"], Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")))));

        using HttpResponseMessage deleted = await Api.Client.DeleteAsync("/api/v1/products/" + apple, Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        Assert.Equal(["pear"], Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")))));
        Assert.Empty(Found(await AnsweredAsync(Api.PostAsync(ByText, new { query = "apple", mode = "lexical" }))));
        await RefusedAsync(Api.GetAsync("/api/v1/search/similar/ext:apple"), 404, "product_not_found");

        using HttpResponseMessage replaced = await Api.Client.PutAsync("/api/v1/products/" + pear, JsonContent(new { title = "Ripe pear", external_id = "pear", in_stock = false }), Cancelled);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        await Api.ProcessedAsync(pear);
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f350"), fields: ("in_stock", "false")));
        Assert.Equal("Ripe pear", First(answer).GetProperty("title").GetString());
        Assert.Empty(Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f350"), fields: ("in_stock", "true")))));
        Assert.Equal(1, answer.GetProperty("index").GetProperty("vectors").GetInt64());
    }

    [Fact]
    public async Task Prices_that_are_hidden_brands_and_unknown_stock_filter_as_they_should()
    {
        string a = await Api.CreateAsync(new { title = "A", external_id = "a", brand = "Артель", price = 10.5, currency = "KGS" });
        string b = await Api.CreateAsync(new { title = "B", external_id = "b", brand = "Ünal", price = 99.99, currency = "KGS", in_stock = true });
        string c = await Api.CreateAsync(new { title = "C", external_id = "c" });
        await Api.AddPicturesAsync(a, SampleShop.Picture("1f34e"));
        await Api.AddPicturesAsync(b, SampleShop.Picture("1f350"));
        await Api.AddPicturesAsync(c, SampleShop.Picture("1f34c"));
        async Task<string> FoundWith(params (string Name, string Value)[] fields)
            => string.Join(' ', Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e"), fields: fields))).Order(StringComparer.Ordinal));

        Assert.Equal("a b c", await FoundWith());
        Assert.Equal("a", await FoundWith(("brand", "Артель")));
        Assert.Equal("a b", await FoundWith(("brand", "Артель"), ("brand", "Ünal")));
        Assert.Equal("a b", await FoundWith(("price_min", "0")));
        Assert.Equal("a", await FoundWith(("price_max", "10.5")));
        Assert.Equal("b", await FoundWith(("price_min", "10.51"), ("price_max", "99.99")));
        Assert.Equal("b", await FoundWith(("in_stock", "true")));
        Assert.Equal(string.Empty, await FoundWith(("in_stock", "false")));
        Assert.Equal("b c", await FoundWith(("exclude", "ext:a")));
    }

    [Fact]
    public async Task Searches_are_counted_by_type_and_status_and_errors_by_kind()
    {
        string metrics = await Api.Client.GetStringAsync("/api/v1/metrics", Cancelled);
        foreach (string name in (string[])["visual_search_total_searches", "visual_search_search_duration_seconds_count", "visual_search_clip_inference_duration_seconds_count", "visual_search_qdrant_search_duration_seconds_count", "visual_search_errors_total"])
        {
            Assert.Contains("\n" + name, metrics, StringComparison.Ordinal);
            Assert.Equal(0, Prometheus.Sum(metrics, name));
        }

        await Api.AddPicturesAsync(await Api.CreateAsync(new { title = "Apple", external_id = "apple" }), SampleShop.Picture("1f34e"));
        await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")));
        await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f350")));
        await RefusedAsync(Api.PostFormAsync(ByImage, "words"u8.ToArray()), 415, "unsupported_picture");
        await AnsweredAsync(Api.PostAsync(ByText, new { query = "apple" }));
        await RefusedAsync(Api.PostAsync(ByText, new { query = "apple", mode = "semantic" }), 409, "model_without_text");
        await RefusedAsync(Api.PostRawAsync(ByText, "{"u8.ToArray(), "application/json"), 400, "malformed_request");
        await AnsweredAsync(Api.GetAsync("/api/v1/search/similar/ext:apple"));
        await RefusedAsync(Api.GetAsync("/api/v1/search/similar/ext:nobody"), 404, "product_not_found");
        await AnsweredAsync(Api.PostAsync("/api/v1/search/batch", new { searches = new object[] { new { query = "apple" }, new { query = "" }, new { product_id = "ext:apple" } } }));

        metrics = await Api.Client.GetStringAsync("/metrics", Cancelled);
        double Searches(string type, string status) => metrics.Split('\n')
            .Where(line => line.StartsWith("visual_search_total_searches{", StringComparison.Ordinal) && line.Contains($"type=\"{type}\"", StringComparison.Ordinal) && line.Contains($"status=\"{status}\"", StringComparison.Ordinal))
            .Sum(line => Prometheus.Sum(line, "visual_search_total_searches"));
        Assert.Equal((2, 1), (Searches("image", "success"), Searches("image", "error")));
        Assert.Equal((2, 3), (Searches("text", "success"), Searches("text", "error")));
        Assert.Equal((2, 1), (Searches("similar", "success"), Searches("similar", "error")));
        Assert.Equal(11, Prometheus.Sum(metrics, "visual_search_search_duration_seconds_count"));
        // Two searched with, one indexed; the tower is not asked about what is no picture.
        Assert.Equal(3, Prometheus.Sum(metrics, "visual_search_clip_inference_duration_seconds_count"));
        Assert.Equal(4, Prometheus.Sum(metrics, "visual_search_qdrant_search_duration_seconds_count"));
        Assert.Equal(1, Prometheus.Sum(metrics, "visual_search_pictures_embedded_total"));
        // Four answers, and the one inside the batch.
        Assert.Equal(5, Prometheus.Sum(metrics, "visual_search_errors_total", "client"));
        Assert.Equal(0, Prometheus.Sum(metrics, "visual_search_errors_total", "dependency"));
        Assert.Equal(0, Prometheus.Sum(metrics, "visual_search_errors_total", "internal"));
    }

    private static System.Net.Http.Json.JsonContent JsonContent(object value) => System.Net.Http.Json.JsonContent.Create(value);
}
