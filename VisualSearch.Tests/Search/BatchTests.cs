using System.Net;
using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

public sealed class BatchTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private const string Batch = "/api/v1/search/batch";

    private ApiHost Api => shop.Api;

    [Fact]
    public async Task Good_and_bad_searches_of_every_kind_each_get_their_own_answer_in_order()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        object[] searches =
        [
            new { image_base64 = Convert.ToBase64String(SampleShop.Picture("1f345")), limit = 1 },
            new { image_url = server.Serve("melon.webp", SampleShop.Picture("1f349")), limit = 2 },
            new { query = "арбуз", mode = "lexical", lang = "ru" },
            new { product_id = "ext:sample_1f34e", limit = 3 },
            new { image_base64 = Convert.ToBase64String("no picture"u8) },
            new { image_url = "http://10.0.0.1/a.jpg" },
            new { query = "" },
            new { query = "арбуз", mode = "semantic" },
            new { product_id = "ext:nobody" },
            new { product_id = "nonsense", limit = 0 },
            new { limit = 3 },
            new { query = "арбуз", product_id = "1" },
            7,
        ];

        JsonElement[] items = [.. (await AnsweredAsync(Api.PostAsync(Batch, new { searches }))).GetProperty("results").EnumerateArray()];

        Assert.Equal(searches.Length, items.Length);
        Assert.All(items, item => Assert.Equal(["status", "result", "problem"], item.EnumerateObject().Select(member => member.Name)));
        Assert.Equal([200, 200, 200, 200, 415, 422, 400, 409, 404, 400, 400, 400, 400], items.Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal(["sample_1f345"], Found(items[0].GetProperty("result")));
        Assert.Equal("sample_1f349", Found(items[1].GetProperty("result"))[0]);
        Assert.Equal("арбуз", First(items[2].GetProperty("result")).GetProperty("title").GetString());
        Assert.Equal(3, Found(items[3].GetProperty("result")).Count);
        Assert.All(items[..4], item => Assert.Equal(JsonValueKind.Null, item.GetProperty("problem").ValueKind));
        Assert.Equal(4, items[..4].Select(item => item.GetProperty("result").GetProperty("search_id").GetString()).Distinct().Count());
        Assert.Equal(
            ["unsupported_picture", "forbidden_address", "invalid", "model_without_text", "product_not_found", "invalid", "invalid", "invalid", "invalid"],
            items[4..].Select(item => item.GetProperty("problem").GetProperty("code").GetString()));
        Assert.All(items[4..], item =>
        {
            Assert.Equal(JsonValueKind.Null, item.GetProperty("result").ValueKind);
            Assert.Equal(item.GetProperty("status").GetInt32(), item.GetProperty("problem").GetProperty("status").GetInt32());
            Assert.NotEmpty(item.GetProperty("problem").GetProperty("trace_id").GetString()!);
            Assert.NotEmpty(item.GetProperty("problem").GetProperty("detail").GetString()!);
        });
        Assert.True(items[6].GetProperty("problem").GetProperty("errors").TryGetProperty("query", out _));
    }

    [Fact]
    public async Task A_search_that_fails_inside_a_batch_is_counted_as_the_problem_that_it_is()
    {
        await using ApiHost alone = await ApiHost.StartAsync();

        await AnsweredAsync(alone.PostAsync(Batch, new { searches = new object[] { new { query = "" }, new { product_id = "ext:nobody" }, new { query = "мелодия" } } }));

        Assert.Equal(2, await alone.MetricAsync("visual_search_errors_total", "kind=\"client\""));
    }

    [Fact]
    public async Task Sixteen_searches_are_answered_as_they_are_alone()
    {
        string[] products = ["1f345", "1f347", "1f348", "1f349", "1f34a", "1f34b", "1f34c", "1f34d", "1f34e", "1f34f", "1f350", "1f351", "1f352", "1f353", "1f95d", "1f965"];

        JsonElement answer = await AnsweredAsync(Api.PostAsync(Batch, new { searches = products.Select(product => new { product_id = "ext:sample_" + product, limit = 5 }) }));

        Assert.Equal(16, answer.GetProperty("results").GetArrayLength());
        for (int i = 0; i < products.Length; i += 5)
        {
            JsonElement alone = await AnsweredAsync(Api.GetAsync($"/api/v1/search/similar/ext:sample_{products[i]}?limit=5"));
            Assert.Equal(alone.GetProperty("results").GetRawText(), answer.GetProperty("results")[i].GetProperty("result").GetProperty("results").GetRawText());
        }
    }

    [Fact]
    public async Task No_search_and_a_seventeenth_are_refused()
    {
        await InvalidAsync(Api.PostAsync(Batch, new { searches = Enumerable.Repeat(new { query = "apple" }, 17) }), "searches");
        await InvalidAsync(Api.PostAsync(Batch, new { searches = Array.Empty<object>() }), "searches");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"searches": {}}""")]
    [InlineData("""{"searches": null}""")]
    public async Task A_body_that_is_no_batch_is_refused(string body)
        => await InvalidAsync(Api.PostRawAsync(Batch, System.Text.Encoding.UTF8.GetBytes(body), "application/json"), "searches");

    [Fact]
    public async Task A_batch_that_is_not_json_is_refused()
    {
        await RefusedAsync(Api.PostRawAsync(Batch, "searches"u8.ToArray(), "application/json"), 400, "malformed_request");
        await RefusedAsync(Api.PostRawAsync(Batch, SampleShop.Picture("1f345"), "image/webp"), 415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_picture_in_a_batch_may_be_as_large_as_one_alone()
    {
        byte[] large = new byte[20_971_521];
        SampleShop.Query("1f34c").CopyTo(large, 0);
        using HttpResponseMessage response = await Api.PostAsync(Batch, new { searches = new object[] { new { image_base64 = Convert.ToBase64String(large.AsSpan(0, 20_971_520)) }, new { query = "арбуз" } } });
        JsonElement good = await ApiHost.JsonAsync(response, HttpStatusCode.OK);
        JsonElement tooLarge = await AnsweredAsync(Api.PostAsync(Batch, new { searches = new object[] { new { image_base64 = Convert.ToBase64String(large) }, new { query = "арбуз" } } }));

        Assert.Equal([200, 200], good.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal([413, 200], tooLarge.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
    }
}
