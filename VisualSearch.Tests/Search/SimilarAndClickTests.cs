using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

public sealed class SimilarAndClickTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private ApiHost Api => shop.Api;

    [Fact]
    public async Task A_product_is_not_similar_to_itself_and_is_named_by_either_id()
    {
        JsonElement byExternal = await AnsweredAsync(Api.GetAsync("/api/v1/search/similar/ext:sample_1f34e?limit=100"));
        string id = First(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")))).GetProperty("product_id").GetString()!;
        JsonElement byOurs = await AnsweredAsync(Api.GetAsync($"/api/v1/search/similar/{id}?limit=100"));

        Assert.Equal(Found(byExternal), Found(byOurs));
        Assert.DoesNotContain("sample_1f34e", Found(byExternal));
        // A green apple looks like a red one.
        Assert.Contains("sample_1f34f", Found(byExternal).Take(3));
    }

    [Theory]
    [InlineData("ext:nobody")]
    [InlineData("999999999")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("ext:")]
    [InlineData("99999999999999999999999")]
    public async Task An_unknown_or_malformed_id_is_404(string id) => await RefusedAsync(Api.GetAsync("/api/v1/search/similar/" + id), 404, "product_not_found");

    [Fact]
    public async Task A_click_on_a_result_is_taken_at_once_and_by_either_id()
    {
        JsonElement answer = await AnsweredAsync(Api.PostAsync(ByText, new { query = "арбуз" }));
        string path = $"/api/v1/search/{answer.GetProperty("search_id").GetString()}/click";

        using HttpResponseMessage ours = await Api.PostAsync(path, new { product_id = First(answer).GetProperty("product_id").GetString(), position = 0 });
        using HttpResponseMessage external = await Api.PostAsync(path, new { product_id = "ext:sample_1f349", position = 1099 });

        Assert.Equal(202, (int)ours.StatusCode);
        Assert.Equal(202, (int)external.StatusCode);
    }

    [Theory]
    [InlineData("01J00000000000000000000000")]
    [InlineData("nonsense")]
    public async Task A_click_on_an_unknown_search_is_404(string search)
        => await RefusedAsync(Api.PostAsync($"/api/v1/search/{search}/click", new { product_id = "ext:sample_1f349", position = 0 }), 404, "search_not_found");

    [Fact]
    public async Task A_click_on_an_unknown_product_is_404()
    {
        string search = (await AnsweredAsync(Api.PostAsync(ByText, new { query = "арбуз" }))).GetProperty("search_id").GetString()!;

        await RefusedAsync(Api.PostAsync($"/api/v1/search/{search}/click", new { product_id = "ext:nobody", position = 0 }), 404, "product_not_found");
        await RefusedAsync(Api.PostAsync($"/api/v1/search/{search}/click", new { product_id = "nonsense", position = 0 }), 404, "product_not_found");
    }

    [Theory]
    [InlineData("{}", "product_id,position")]
    [InlineData("""{"product_id": "", "position": 0}""", "product_id")]
    [InlineData("""{"product_id": "ext:sample_1f349"}""", "position")]
    [InlineData("""{"product_id": "ext:sample_1f349", "position": -1}""", "position")]
    [InlineData("""{"product_id": "ext:sample_1f349", "position": 1100}""", "position")]
    public async Task A_click_that_says_too_little_is_400_with_every_error(string body, string fields)
        => await InvalidAsync(Api.PostRawAsync("/api/v1/search/any/click", System.Text.Encoding.UTF8.GetBytes(body), "application/json"), fields.Split(','));

    [Fact]
    public async Task A_click_whose_json_cannot_be_read_is_400()
        => await RefusedAsync(Api.PostRawAsync("/api/v1/search/any/click", """{"position": "first"}"""u8.ToArray(), "application/json"), 400, "malformed_request");
}
