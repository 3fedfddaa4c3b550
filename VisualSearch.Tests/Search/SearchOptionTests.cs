using System.Globalization;
using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Each option of a search, as it narrows, moves or names what is answered.</summary>
public sealed class SearchOptionTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private const string Similar = "/api/v1/search/similar/ext:sample_1f345";

    private ApiHost Api => shop.Api;

    [Theory]
    [InlineData("", 10)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=100", 100)]
    [InlineData("?top_k=7", 7)]
    [InlineData("?limit=3&top_k=7", 3)]
    public async Task Limit_or_top_k_says_how_many(string query, int expected)
    {
        JsonElement answer = await AnsweredAsync(Api.GetAsync(Similar + query));

        Assert.Equal(expected, answer.GetProperty("results_count").GetInt32());
        Assert.Equal(expected, answer.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Pages_by_offset_are_the_long_list_cut_up()
    {
        IReadOnlyList<string?> whole = Found(await AnsweredAsync(Api.GetAsync(Similar + "?limit=30")));
        List<string?> pages = [];
        foreach (int offset in (int[])[0, 10, 20])
        {
            pages.AddRange(Found(await AnsweredAsync(Api.GetAsync($"{Similar}?limit=10&offset={offset}"))));
        }

        Assert.Equal(whole, pages);
        Assert.Empty(Found(await AnsweredAsync(Api.GetAsync(Similar + "?offset=1000"))));
        Assert.Equal(2, Found(await AnsweredAsync(Api.GetAsync(Similar + "?offset=450"))).Count);
    }

    [Theory]
    [InlineData("limit", "0")]
    [InlineData("limit", "101")]
    [InlineData("limit", "-1")]
    [InlineData("limit", "1.5")]
    [InlineData("limit", "ten")]
    [InlineData("limit", "99999999999")]
    [InlineData("limit", "")]
    [InlineData("top_k", "0")]
    [InlineData("top_k", "101")]
    [InlineData("offset", "-1")]
    [InlineData("offset", "1001")]
    [InlineData("threshold", "-0.1")]
    [InlineData("threshold", "1.1")]
    [InlineData("threshold", "NaN")]
    [InlineData("min_relevance", "1.01")]
    [InlineData("min_relevance", "x")]
    [InlineData("price_min", "-1")]
    [InlineData("price_max", "1e30")]
    [InlineData("in_stock", "yes")]
    [InlineData("exclude", "nonsense")]
    [InlineData("exclude", "ext:")]
    [InlineData("lang", "русский")]
    [InlineData("category", "")]
    [InlineData("brand", "%20")]
    public async Task A_value_out_of_range_is_refused_and_named(string option, string value)
        => await InvalidAsync(Api.GetAsync($"{Similar}?{option}={value}"), option);

    [Fact]
    public async Task A_single_option_given_twice_is_refused() => await InvalidAsync(Api.GetAsync(Similar + "?limit=3&limit=4"), "limit");

    [Fact]
    public async Task A_price_range_that_is_none_is_refused() => await InvalidAsync(Api.GetAsync(Similar + "?price_min=10&price_max=5"), "price_min");

    [Theory]
    [InlineData(ByText, """{"query": "apple", "limit": {"a": 1}}""", "limit")]
    [InlineData(ByText, """{"query": "apple", "category": [["a"]]}""", "category")]
    [InlineData(ByText, """{"query": ["a", "b"]}""", "query")]
    [InlineData(ByText, """{"query": "apple", "mode": "telepathic", "limit": 500}""", "mode,limit")]
    public async Task A_member_of_the_wrong_form_is_refused_and_named(string path, string body, string fields)
        => await InvalidAsync(Api.PostRawAsync(path, System.Text.Encoding.UTF8.GetBytes(body), "application/json"), fields.Split(','));

    [Fact]
    public async Task A_threshold_leaves_what_is_at_least_that_similar()
    {
        JsonElement all = await AnsweredAsync(Api.GetAsync(Similar + "?limit=50"));
        double border = all.GetProperty("results")[7].GetProperty("similarity_score").GetDouble() - 1e-6;

        JsonElement answer = await AnsweredAsync(Api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{Similar}?limit=50&threshold={border:F8}")));

        Assert.Equal(Found(all).Take(8), Found(answer));
        Assert.Empty(Found(await AnsweredAsync(Api.GetAsync(Similar + "?threshold=1"))));
    }

    [Fact]
    public async Task Min_relevance_leaves_what_is_at_least_that_relevant()
    {
        JsonElement all = await AnsweredAsync(Api.GetAsync(Similar + "?limit=100"));
        int relevant = all.GetProperty("results").EnumerateArray().Count(result => result.GetProperty("relevance").GetDouble() >= 0.55);
        Assert.InRange(relevant, 1, 99);

        JsonElement answer = await AnsweredAsync(Api.GetAsync(Similar + "?limit=100&min_relevance=0.55"));

        Assert.Equal(relevant, answer.GetProperty("results_count").GetInt32());
    }

    [Fact]
    public async Task Min_relevance_of_words_needs_a_calibration_for_words()
        => await InvalidAsync(Api.PostAsync(ByText, new { query = "apple", min_relevance = 0.1 }), "min_relevance");

    [Fact]
    public async Task A_category_and_several()
    {
        JsonElement one = await AnsweredAsync(Api.GetAsync(Similar + "?limit=100&category=drinks"));
        JsonElement two = await AnsweredAsync(Api.GetAsync(Similar + "?limit=100&category=drinks&category=kitchen"));
        JsonElement none = await AnsweredAsync(Api.GetAsync(Similar + "?limit=100&category=submarines"));

        Assert.Equal(20, one.GetProperty("results_count").GetInt32());
        Assert.All(one.GetProperty("results").EnumerateArray(), result => Assert.Equal("drinks", result.GetProperty("category").GetString()));
        Assert.Equal(27, two.GetProperty("results_count").GetInt32());
        Assert.Empty(Found(none));
    }

    [Fact]
    public async Task Price_bounds_include_their_ends()
    {
        // The hot dog costs 6605.05.
        JsonElement exact = await AnsweredAsync(Api.GetAsync(Similar + "?price_min=6605.05&price_max=6605.05"));
        JsonElement above = await AnsweredAsync(Api.GetAsync(Similar + "?limit=100&price_min=6605.051"));

        Assert.Contains("sample_1f32d", Found(exact));
        Assert.All(exact.GetProperty("results").EnumerateArray(), result => Assert.Equal(6605.05m, result.GetProperty("price").GetDecimal()));
        Assert.NotEmpty(Found(above));
        Assert.All(above.GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("price").GetDecimal() > 6605.05m));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("0", false)]
    public async Task In_stock_or_not(string value, bool inStock)
    {
        JsonElement answer = await AnsweredAsync(Api.GetAsync($"{Similar}?limit=100&in_stock={value}"));

        Assert.NotEmpty(Found(answer));
        Assert.All(answer.GetProperty("results").EnumerateArray(), result => Assert.Equal(inStock, result.GetProperty("in_stock").GetBoolean()));
    }

    [Fact]
    public async Task Excluded_products_leave_their_places_to_the_next_whatever_name_they_are_excluded_by()
    {
        JsonElement all = await AnsweredAsync(Api.GetAsync(Similar + "?limit=5"));
        string first = all.GetProperty("results")[0].GetProperty("product_id").GetString()!;
        string? third = ExternalId(all.GetProperty("results")[2]);

        // One that is not there excludes nothing.
        JsonElement answer = await AnsweredAsync(Api.GetAsync($"{Similar}?limit=3&exclude={first}&exclude=ext:{third}&exclude=ext:nobody&exclude=999999"));

        Assert.Equal([Found(all)[1], Found(all)[3], Found(all)[4]], Found(answer));
    }

    [Theory]
    [InlineData("?lang=ru", null, "хот-дог")]
    [InlineData("?lang=RU", null, "хот-дог")]
    [InlineData("?lang=ru-KG", null, "хот-дог")]
    [InlineData("?lang=fr", null, "hot dog")]
    [InlineData("", "ru", "хот-дог")]
    [InlineData("", "fr, ru;q=0.5, en;q=0.1", "хот-дог")]
    [InlineData("", "ru;q=0", "hot dog")]
    [InlineData("", "*", "hot dog")]
    [InlineData("?lang=fr", "ru", "hot dog")]
    [InlineData("", null, "hot dog")]
    public async Task Titles_are_in_the_language_that_is_asked_for(string query, string? acceptLanguage, string title)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, ByImage + query) { Content = new ByteArrayContent(SampleShop.Picture("1f32d")) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "image/webp");
        if (acceptLanguage is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", acceptLanguage);
        }

        JsonElement answer = await AnsweredAsync(Api.Client.SendAsync(request, Cancelled));

        Assert.Equal(title, First(answer).GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_language_decides_between_translations_by_the_clients_preference()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/search/similar/ext:sample_1f34e?limit=100&category=food/fruit");
        request.Headers.TryAddWithoutValidation("Accept-Language", "ru;q=0.4, ky;q=0.9");

        JsonElement answer = await AnsweredAsync(Api.Client.SendAsync(request, Cancelled));

        Assert.Contains("дарбыз", answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("title").GetString()));
    }
}
