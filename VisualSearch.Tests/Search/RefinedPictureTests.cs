using System.Text.Json;
using VisualSearch.Tests.Embedding;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>A picture and words together: "this, but red".</summary>
public sealed class RefinedPictureTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private const string Batch = "/api/v1/search/batch";

    private ApiHost Api => shop.Api;

    [Fact]
    public async Task What_both_find_comes_first_then_what_looks_alike_then_what_words_alone_find()
    {
        byte[] tomato = SampleShop.Picture("1f345");
        IReadOnlyList<string?> looks = Found(await AnsweredAsync(Api.PostFormAsync(ByImage, tomato, fields: ("limit", "100"))));
        IReadOnlyList<string?> said = Found(await AnsweredAsync(Api.PostAsync(ByText, new { query = "apple", mode = "lexical", limit = 100 })));

        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, tomato, fields: [("query", "apple"), ("limit", "100")]));

        string[] ways = [.. answer.GetProperty("results").EnumerateArray().Select(result => string.Join('+', result.GetProperty("matched_by").EnumerateArray().Select(way => way.GetString())))];
        int both = ways.Count(way => way == "image+lexical");
        Assert.InRange(both, 2, said.Count);
        Assert.All(ways.Take(both), way => Assert.Equal("image+lexical", way));
        Assert.All(ways.Skip(both), way => Assert.Equal("image", way));
        Assert.Contains("sample_1f34e", Found(answer).Take(both));
        Assert.Equal(looks.Where(name => !said.Contains(name)).Take(20), Found(answer).Skip(both).Take(20));
        Assert.Contains("efficientnet-lite1-240", answer.GetProperty("notice").GetString(), StringComparison.Ordinal);

        // The figures are the picture's, and a page of it is the list cut up.
        Assert.All(answer.GetProperty("results").EnumerateArray(), result => Assert.Equal(JsonValueKind.Number, result.GetProperty("similarity_score").ValueKind));
        Assert.Equal(Found(answer).Skip(5).Take(5), Found(await AnsweredAsync(Api.PostFormAsync(ByImage, tomato, fields: [("query", "apple"), ("limit", "5"), ("offset", "5")]))));
    }

    [Fact]
    public async Task A_threshold_holds_for_likeness_and_lets_words_pass()
    {
        JsonElement answer = await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f345"), fields: [("query", "watermelon"), ("threshold", "0.99"), ("limit", "100")]));

        Assert.Equal("sample_1f345", ExternalId(First(answer)));
        Assert.Contains("sample_1f349", Found(answer));
        Assert.All(answer.GetProperty("results").EnumerateArray().Skip(1), result =>
        {
            Assert.Equal("""["lexical"]""", result.GetProperty("matched_by").GetRawText());
            Assert.Equal(JsonValueKind.Null, result.GetProperty("similarity_score").ValueKind);
        });
    }

    [Fact]
    public async Task Words_are_taken_with_every_form_of_a_picture()
    {
        byte[] tomato = SampleShop.Picture("1f345");
        await using PictureServer server = await PictureServer.StartAsync();
        string address = server.Serve("tomato", tomato);
        IReadOnlyList<string?> form = Found(await AnsweredAsync(Api.PostFormAsync(ByImage, tomato, fields: ("query", "red apple"))));

        Assert.Equal("sample_1f34e", form[0]);
        Assert.Equal(form, Found(await AnsweredAsync(Api.PostRawAsync(ByImage + "?query=red%20apple", tomato, "image/webp"))));
        Assert.Equal(form, Found(await AnsweredAsync(Api.PostAsync(ByImage, new { image_url = address, query = "red apple" }))));
        JsonElement batch = await AnsweredAsync(Api.PostAsync(Batch, new { searches = new object[] { new { image_base64 = Convert.ToBase64String(tomato), query = "red apple" }, new { image_url = address, product_id = "1" } } }));
        Assert.Equal(form, Found(batch.GetProperty("results")[0].GetProperty("result")));
        Assert.Equal(400, batch.GetProperty("results")[1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Words_that_find_nothing_change_nothing()
    {
        byte[] tomato = SampleShop.Picture("1f345");
        Assert.Equal(
            Found(await AnsweredAsync(Api.PostFormAsync(ByImage, tomato))),
            Found(await AnsweredAsync(Api.PostFormAsync(ByImage, tomato, fields: ("query", "qwertyuiop")))));
    }

    [Fact]
    public async Task Empty_and_endless_words_are_refused()
    {
        byte[] tomato = SampleShop.Picture("1f345");
        foreach (string words in new[] { "", "  ", new('я', 1001) })
        {
            await InvalidAsync(Api.PostFormAsync(ByImage, tomato, fields: ("query", words)), "query");
        }

        await AnsweredAsync(Api.PostFormAsync(ByImage, tomato, fields: ("query", new string('я', 1000))));
    }

    [SharedFact]
    public async Task With_a_model_that_reads_words_are_looked_for_in_pictures_too()
    {
        using ModelFolder models = new ModelFolder().AddTinyClip();
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Models:Directory", models.Root), ("Embedding:Model", "tiny")]);
        foreach ((string name, string picture) in new[] { ("tomato", "1f345"), ("red apple", "1f34e"), ("banana", "1f34c") })
        {
            await api.AddPicturesAsync(await api.CreateAsync(new { title = name, external_id = name }), SampleShop.Picture(picture));
        }

        JsonElement answer = await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Picture("1f345"), fields: ("query", "apple")));
        JsonElement alone = await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Picture("1f345")));

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("notice").ValueKind);
        foreach (JsonElement result in answer.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(ExternalId(result) == "red apple" ? """["image","lexical","semantic"]""" : """["image","semantic"]""", result.GetProperty("matched_by").GetRawText());
            JsonElement same = alone.GetProperty("results").EnumerateArray().Single(other => ExternalId(other) == ExternalId(result));
            Assert.Equal(same.GetProperty("similarity_score").GetDouble(), result.GetProperty("similarity_score").GetDouble(), 1e-6);
        }
    }
}
