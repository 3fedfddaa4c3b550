using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

public sealed class ByImageTests(DemoShop shop) : IClassFixture<DemoShop>
{
    // A tomato of the shop, in its own picture and in another drawing style.
    private const string Tomato = "1f345";

    private ApiHost Api => shop.Api;

    [Theory]
    [InlineData("file")]
    [InlineData("image")]
    public async Task A_picture_in_a_form_finds_its_product(string field)
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture(Tomato), field));

        Assert.Equal("sample_1f345", ExternalId(First(answer)));
        Assert.InRange(First(answer).GetProperty("similarity_score").GetDouble(), 0.999, 1);
        Assert.Equal(10, answer.GetProperty("results_count").GetInt32());
    }

    [Theory]
    [InlineData("image/webp")]
    [InlineData("image/jpeg")]
    [InlineData("image/anything")]
    [InlineData("application/octet-stream")]
    public async Task A_raw_picture_finds_its_product_whatever_image_type_it_declares(string contentType)
    {
        JsonElement answer = await AnsweredAsync(Api.PostRawAsync(ByImage + "?limit=3", SampleShop.Picture(Tomato), contentType));

        Assert.Equal("sample_1f345", ExternalId(First(answer)));
        Assert.Equal(3, answer.GetProperty("results_count").GetInt32());
    }

    [Fact]
    public async Task A_picture_in_base64_finds_its_product()
    {
        JsonElement answer = await AnsweredAsync(Api.PostAsync(ByImage, new { image_base64 = Convert.ToBase64String(SampleShop.Picture(Tomato)), limit = 2 }));

        Assert.Equal("sample_1f345", ExternalId(First(answer)));
        Assert.Equal(2, answer.GetProperty("results_count").GetInt32());
    }

    [Fact]
    public async Task A_picture_at_an_address_finds_its_product()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("tomato.webp", SampleShop.Picture(Tomato));

        Assert.Equal("sample_1f345", ExternalId(First(await AnsweredAsync(Api.PostAsync(ByImage, new { image_url = address })))));
        Assert.Equal("sample_1f345", ExternalId(First(await AnsweredAsync(Api.PostFormAsync(ByImage, null, fields: ("image_url", address))))));
        Assert.Equal(2, server.Asked("tomato.webp"));
    }

    [Fact]
    public async Task Every_form_of_the_same_picture_and_options_gives_the_same_answer()
    {
        byte[] picture = SampleShop.Query("1f355");
        string? category = (await AnsweredAsync(Api.PostRawAsync(ByImage + "?limit=1", picture, "image/jpeg"))).GetProperty("results")[0].GetProperty("category").GetString();
        Assert.NotNull(category);

        string ofForm = Results(await AnsweredAsync(Api.PostFormAsync(ByImage, picture, fields: [("limit", "4"), ("offset", "1"), ("category", category), ("category", "drinks"), ("in_stock", "true")])));
        string ofQuery = Results(await AnsweredAsync(Api.PostRawAsync($"{ByImage}?limit=4&offset=1&category={Uri.EscapeDataString(category)}&category=drinks&in_stock=true", picture, "image/jpeg")));
        string ofJson = Results(await AnsweredAsync(Api.PostAsync(ByImage, new { image_base64 = Convert.ToBase64String(picture), limit = 4, offset = 1, category = new[] { category, "drinks" }, in_stock = true })));

        Assert.Equal(ofForm, ofQuery);
        Assert.Equal(ofForm, ofJson);
        Assert.Contains("in_stock\":true", ofForm, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_body_says_wins_over_the_query_string()
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage + "?limit=2", SampleShop.Picture(Tomato), fields: ("limit", "5")));

        Assert.Equal(5, answer.GetProperty("results_count").GetInt32());
    }

    [Fact]
    public async Task A_form_without_a_picture_is_told_which_field_is_missing()
    {
        await InvalidAsync(Api.PostFormAsync(ByImage, null, fields: ("limit", "3")), "file");
        await InvalidAsync(Api.PostFormAsync(ByImage, SampleShop.Picture(Tomato), "picture"), "file");
    }

    [Theory]
    [InlineData("{}", "image_base64")]
    [InlineData("""{"image_url": null}""", "image_base64")]
    [InlineData("""{"image_url": "http://127.0.0.1:1/a.png", "image_base64": "AAAA"}""", "image_url")]
    [InlineData("""{"image_base64": "not base64!"}""", "image_base64")]
    [InlineData("""{"image_base64": 7}""", "image_base64")]
    [InlineData("[]", "")]
    [InlineData("\"picture\"", "")]
    public async Task Json_without_exactly_one_picture_is_told_what_is_wrong(string body, string field)
        => await InvalidAsync(Api.PostRawAsync(ByImage, System.Text.Encoding.UTF8.GetBytes(body), "application/json"), field);

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    public async Task Json_that_is_none_is_refused_as_such(string body)
    {
        using HttpResponseMessage response = await Api.PostRawAsync(ByImage, System.Text.Encoding.UTF8.GetBytes(body), "application/json");
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_empty_base64_is_an_empty_picture()
        => await RefusedAsync(Api.PostAsync(ByImage, new { image_base64 = string.Empty }), 422, "corrupt_picture");

    [Fact]
    public async Task Every_wrong_option_is_named_at_once_and_comes_before_the_picture()
        => await InvalidAsync(
            Api.PostFormAsync(ByImage + "?offset=1001", [1, 2, 3], fields: [("limit", "0"), ("threshold", "2"), ("in_stock", "maybe"), ("price_min", "-1"), ("exclude", "ext:"), ("lang", "?"), ("category", " ")]),
            "limit", "offset", "threshold", "in_stock", "price_min", "exclude", "lang", "category");

    [Fact]
    public async Task Searching_a_picture_keeps_nothing_of_it()
    {
        int before = Directory.EnumerateFiles(Api.Folder, "*", SearchOption.AllDirectories).Count(file => file.Contains("pictures", StringComparison.Ordinal));
        await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Query("1f34c")));

        Assert.Equal(before, Directory.EnumerateFiles(Api.Folder, "*", SearchOption.AllDirectories).Count(file => file.Contains("pictures", StringComparison.Ordinal)));
    }

    private static string Results(JsonElement answer) => answer.GetProperty("results").GetRawText();
}
