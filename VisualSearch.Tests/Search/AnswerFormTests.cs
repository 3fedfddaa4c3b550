using System.Globalization;
using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>The form of an answer, member by member: what existing clients read.</summary>
public sealed class AnswerFormTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private ApiHost Api => shop.Api;

    [Fact]
    public async Task An_answer_has_exactly_these_members_in_this_order()
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f345")));

        Assert.Equal(["query_time_ms", "results_count", "results", "model", "search_id", "index", "notice"], Names(answer));
        Assert.Equal(
            ["product_id", "external_id", "title", "image_url", "similarity_score", "relevance", "price", "currency", "category", "brand", "in_stock", "matched_image_id", "matched_by", "image_id"],
            Names(First(answer)));
        Assert.Equal(["vectors", "pending", "lag_seconds"], Names(answer.GetProperty("index")));
    }

    [Fact]
    public async Task The_values_are_those_of_the_product_in_their_json_types()
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f32d")));
        JsonElement hotDog = First(answer);

        Assert.Matches("^[0-9]+$", hotDog.GetProperty("product_id").GetString());
        Assert.Equal("sample_1f32d", hotDog.GetProperty("external_id").GetString());
        Assert.Equal("hot dog", hotDog.GetProperty("title").GetString());
        Assert.Equal(6605.05m, hotDog.GetProperty("price").GetDecimal());
        Assert.Equal("KGS", hotDog.GetProperty("currency").GetString());
        Assert.Equal("food/prepared", hotDog.GetProperty("category").GetString());
        Assert.Equal(JsonValueKind.Null, hotDog.GetProperty("brand").ValueKind);
        Assert.True(hotDog.GetProperty("in_stock").GetBoolean());
        Assert.Equal(1, hotDog.GetProperty("relevance").GetDouble(), 0.01);
        Assert.Equal("""["image"]""", hotDog.GetProperty("matched_by").GetRawText());
        Assert.Equal(hotDog.GetProperty("matched_image_id").GetString(), hotDog.GetProperty("image_id").GetString());
        Assert.Equal($"{Api.Address}media/{hotDog.GetProperty("matched_image_id").GetString()}", hotDog.GetProperty("image_url").GetString());

        Assert.True(answer.GetProperty("query_time_ms").TryGetInt32(out int milliseconds) && milliseconds >= 0);
        Assert.Equal("efficientnet-lite1-240", answer.GetProperty("model").GetString());
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", answer.GetProperty("search_id").GetString());
        Assert.Equal($$"""{"vectors":{{DemoShop.Products}},"pending":0,"lag_seconds":0}""", answer.GetProperty("index").GetRawText());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("notice").ValueKind);
    }

    [Fact]
    public async Task The_picture_of_a_result_is_served_where_the_answer_says()
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f32d")));

        byte[] served = await Api.Client.GetByteArrayAsync(new Uri(First(answer).GetProperty("image_url").GetString()!), Cancelled);

        Assert.Equal(SampleShop.Picture("1f32d"), served);
    }

    [Fact]
    public async Task Results_come_best_first_and_each_product_once()
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Query("1f34c"), fields: ("limit", "100")));
        double[] scores = [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("similarity_score").GetDouble())];
        double[] relevances = [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("relevance").GetDouble())];

        Assert.Equal(100, scores.Length);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(relevances.OrderDescending(), relevances);
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal(100, Found(answer).Distinct().Count());
    }

    [Theory]
    [InlineData("image")]
    [InlineData("text")]
    [InlineData("similar")]
    public async Task Server_timing_says_where_the_time_went(string kind)
    {
        using HttpResponseMessage response = kind switch
        {
            "image" => await Api.PostFormAsync(ByImage, SampleShop.Query("1f34c")),
            "text" => await Api.PostAsync(ByText, new { query = "apple" }),
            _ => await Api.GetAsync("/api/v1/search/similar/ext:sample_1f32d"),
        };
        await ApiHost.JsonAsync(response);

        Dictionary<string, double> parts = Assert.Single(response.Headers.GetValues("Server-Timing")).Split(", ")
            .Select(part => part.Split(";dur="))
            .ToDictionary(part => part[0], part => double.Parse(part[1], CultureInfo.InvariantCulture));
        Assert.Equal(["decode", "embed", "vectors", "hydrate", "total"], parts.Keys);
        Assert.All(parts.Values, milliseconds => Assert.True(milliseconds >= 0));
        Assert.True(parts["total"] + 0.01 >= parts["decode"] + parts["embed"] + parts["vectors"] + parts["hydrate"], string.Join(' ', parts));
        Assert.True(kind != "image" || parts["embed"] > 0, string.Join(' ', parts));
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
