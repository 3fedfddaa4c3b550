using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Words with the bundled model, which sees pictures only.</summary>
public sealed class ByTextTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private ApiHost Api => shop.Api;

    [Theory]
    [InlineData("watermelon", "sample_1f349")]
    [InlineData("арбуз", "sample_1f349")]
    [InlineData("дарбыз", "sample_1f349")]
    [InlineData("АРБУЗ", "sample_1f349")]
    [InlineData("  арбуз!  ", "sample_1f349")]
    [InlineData("зелёное яблоко", "sample_1f34f")]
    [InlineData("зеленое ябл", "sample_1f34f")]
    [InlineData("кызыл алма", "sample_1f34e")]
    [InlineData("кулпунай", "sample_1f353")]
    [InlineData("sample_1f353", "sample_1f353")]
    [InlineData("SAMPLE_1F353", "sample_1f353")]
    public async Task Words_of_any_language_and_article_numbers_find_the_product_first(string query, string expected)
    {
        JsonElement answer = await AnsweredAsync(Api.PostAsync(ByText, new { query, mode = "lexical" }));

        Assert.Equal(expected, ExternalId(First(answer)));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("notice").ValueKind);
    }

    [Fact]
    public async Task A_hit_by_words_has_no_scores_and_shows_the_products_first_picture()
    {
        JsonElement melon = First(await AnsweredAsync(Api.PostAsync(ByText, new { query = "арбуз", mode = "lexical", lang = "ru" })));

        Assert.Equal("арбуз", melon.GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, melon.GetProperty("similarity_score").ValueKind);
        Assert.Equal(JsonValueKind.Null, melon.GetProperty("relevance").ValueKind);
        Assert.Equal(JsonValueKind.Null, melon.GetProperty("matched_image_id").ValueKind);
        Assert.Equal("""["lexical"]""", melon.GetProperty("matched_by").GetRawText());
        Assert.Equal($"{Api.Address}media/{melon.GetProperty("image_id").GetString()}", melon.GetProperty("image_url").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("hybrid")]
    public async Task Hybrid_answers_by_words_and_says_so(string? mode)
    {
        JsonElement answer = await AnsweredAsync(Api.PostAsync(ByText, new { query = "арбуз", mode }));

        Assert.Equal("sample_1f349", ExternalId(First(answer)));
        Assert.Equal("""["lexical"]""", First(answer).GetProperty("matched_by").GetRawText());
        Assert.Contains("efficientnet-lite1-240", answer.GetProperty("notice").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Semantic_is_a_conflict_that_names_the_model_and_the_way_out()
    {
        JsonElement problem = await RefusedAsync(Api.PostAsync(ByText, new { query = "арбуз", mode = "semantic" }), 409, "model_without_text");

        Assert.Contains("efficientnet-lite1-240", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Embedding:Model", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("clip-vit-b-32-multilingual", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_paging_and_exclusion_hold_for_words_too()
    {
        IReadOnlyList<string?> all = Found(await AnsweredAsync(Api.PostAsync(ByText, new { query = "еда", mode = "lexical", limit = 100 })));
        Assert.True(all.Count > 3, string.Join(' ', all));

        Assert.Equal(all.Skip(1).Take(2), Found(await AnsweredAsync(Api.PostAsync(ByText, new { query = "еда", mode = "lexical", limit = 2, offset = 1 }))));
        Assert.Equal(all.Skip(1), Found(await AnsweredAsync(Api.PostAsync(ByText, new { query = "еда", mode = "lexical", limit = 100, exclude = new[] { "ext:" + all[0] } }))));
        JsonElement stocked = await AnsweredAsync(Api.PostAsync(ByText, new { query = "еда", mode = "lexical", limit = 100, in_stock = true }));
        Assert.All(stocked.GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("in_stock").GetBoolean()));
        Assert.True(stocked.GetProperty("results_count").GetInt32() < all.Count);
    }

    [Theory]
    [InlineData("qwertyuiop")]
    [InlineData("!!!")]
    [InlineData("\"")]
    [InlineData("a* OR (b NEAR c)")]
    [InlineData("title:apple AND '")]
    [InlineData("😀")]
    public async Task Words_that_say_nothing_or_look_like_syntax_are_answered(string query)
        => await AnsweredAsync(Api.PostAsync(ByText, new { query, mode = "lexical" }));

    [Theory]
    [InlineData("""{"query": ""}""")]
    [InlineData("""{"query": "   "}""")]
    [InlineData("""{"query": null}""")]
    [InlineData("{}")]
    public async Task An_empty_query_is_refused(string body) => await InvalidAsync(Api.PostRawAsync(ByText, System.Text.Encoding.UTF8.GetBytes(body), "application/json"), "query");

    [Fact]
    public async Task A_query_may_have_a_thousand_characters_and_no_more()
    {
        await AnsweredAsync(Api.PostAsync(ByText, new { query = new string('я', 1000) }));
        await InvalidAsync(Api.PostAsync(ByText, new { query = new string('я', 1001) }), "query");
    }

    [Theory]
    [InlineData(ByText, """{"query": "\ud800"}""")]
    [InlineData(ByText, """{"query": "a", "category": ["\uDC00b"]}""")]
    [InlineData(ByText, """{"query": "a", "\ud800": 1}""")]
    [InlineData(ByImage, """{"image_url": "http://\ud800.example/"}""")]
    [InlineData("/api/v1/search/batch", """{"searches": [{"query": "\uD83D"}]}""")]
    public async Task A_string_that_is_no_text_is_refused(string path, string body)
        => await RefusedAsync(Api.PostRawAsync(path, System.Text.Encoding.UTF8.GetBytes(body), "application/json"), 400, "malformed_request");

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
        => await RefusedAsync(Api.PostRawAsync(ByText, [.. "{\"query\": \""u8, 0xC3, 0x28, .. "\"}"u8], "application/json"), 400, "malformed_request");

    [Theory]
    [InlineData("""{"query": "\u0430рбуз \ud83c\udf49", "mode": "lexical"}""")]
    [InlineData("""{"query": "арбуз \\ud800", "mode": "lexical"}""")]
    public async Task Escapes_that_are_text_are_read(string body)
        => await AnsweredAsync(Api.PostRawAsync(ByText, System.Text.Encoding.UTF8.GetBytes(body), "application/json"));

    [Theory]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_that_is_not_json_by_its_type_is_415(string? contentType)
        => await RefusedAsync(Api.PostRawAsync(ByText, "query=apple"u8.ToArray(), contentType), 415, "unsupported_media_type");

    [Fact]
    public async Task A_body_over_one_megabyte_is_413()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, ByText) { Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.ExpectContinue = true;
        await RefusedAsync(Api.Client.SendAsync(request, Cancelled), 413, "body_too_large");
    }

    [Theory]
    [InlineData("{\"query\": 5}")]
    [InlineData("{\"query\": true}")]
    [InlineData("{\"query\": [\"a\"]}")]
    public async Task A_query_that_is_no_string_is_400(string body)
    {
        JsonElement problem = await RefusedAsync(Api.PostRawAsync(ByText, System.Text.Encoding.UTF8.GetBytes(body), "application/json"), 400, "invalid");

        Assert.Equal("Must be a string.", problem.GetProperty("errors").GetProperty("query")[0].GetString());
    }
}
