using System.Text.Json;
using VisualSearch.Tests.Embedding;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Words with a model that reads: a CLIP of full form and tiny size, so what it finds is arbitrary, and how it is merged and answered is not.</summary>
public sealed class TextTowerTests
{
    private static readonly string[] Names = ["tomato", "watermelon", "lemon", "banana", "red apple", "green apple", "pear", "peach"];
    private static readonly string[] Pictures = ["1f345", "1f349", "1f34b", "1f34c", "1f34e", "1f34f", "1f350", "1f351"];

    [SharedFact]
    public async Task Words_are_looked_for_in_pictures_in_texts_and_in_both()
    {
        using ModelFolder models = new ModelFolder().AddTinyClip();
        await using ApiHost api = await StartAsync(models);

        JsonElement semantic = await AnsweredAsync(api.PostAsync(ByText, new { query = "an apple", mode = "semantic", limit = 20 }));
        Assert.Equal(8, Found(semantic).Count);
        Assert.All(semantic.GetProperty("results").EnumerateArray(), result =>
        {
            Assert.Equal("""["semantic"]""", result.GetProperty("matched_by").GetRawText());
            Assert.InRange(result.GetProperty("similarity_score").GetDouble(), 0, 1);
            Assert.Equal(JsonValueKind.Null, result.GetProperty("relevance").ValueKind);
            Assert.Equal(JsonValueKind.String, result.GetProperty("matched_image_id").ValueKind);
        });
        double[] scores = [.. semantic.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("similarity_score").GetDouble())];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal("tiny", semantic.GetProperty("model").GetString());
        Assert.Equal(JsonValueKind.Null, semantic.GetProperty("notice").ValueKind);

        JsonElement lexical = await AnsweredAsync(api.PostAsync(ByText, new { query = "an apple", mode = "lexical", limit = 20 }));
        Assert.Equal(["green apple", "red apple"], Found(lexical).Order(StringComparer.Ordinal));

        JsonElement hybrid = await AnsweredAsync(api.PostAsync(ByText, new { query = "an apple", limit = 20 }));
        Assert.Equal(Fused(Found(lexical), Found(semantic)), Found(hybrid));
        Assert.Equal(JsonValueKind.Null, hybrid.GetProperty("notice").ValueKind);
        foreach (JsonElement result in hybrid.GetProperty("results").EnumerateArray())
        {
            bool byWords = Found(lexical).Contains(ExternalId(result));
            Assert.Equal(byWords ? """["lexical","semantic"]""" : """["semantic"]""", result.GetProperty("matched_by").GetRawText());
            Assert.Equal(ScoreOf(semantic, ExternalId(result)), result.GetProperty("similarity_score").GetDouble(), 1e-6);
        }

        // A page of it is the list cut up.
        Assert.Equal(Found(hybrid).Skip(2).Take(3), Found(await AnsweredAsync(api.PostAsync(ByText, new { query = "an apple", limit = 3, offset = 2 }))));

        // What words alone found has no cosine to hold against a threshold.
        JsonElement strict = await AnsweredAsync(api.PostAsync(ByText, new { query = "an apple", threshold = 1 }));
        Assert.Equal(Found(lexical), Found(strict));
        Assert.Equal("""["lexical"]""", First(strict).GetProperty("matched_by").GetRawText());
        Assert.Equal(JsonValueKind.Null, First(strict).GetProperty("similarity_score").ValueKind);
    }

    [SharedFact]
    public async Task Without_a_calibration_relevance_is_null_and_asking_for_some_is_refused()
    {
        using ModelFolder models = new ModelFolder().AddTinyClip();
        await using ApiHost api = await StartAsync(models);

        JsonElement answer = await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Picture("1f34c")));
        Assert.Equal("banana", ExternalId(First(answer)));
        Assert.All(answer.GetProperty("results").EnumerateArray(), result => Assert.Equal(JsonValueKind.Null, result.GetProperty("relevance").ValueKind));

        await InvalidAsync(api.PostFormAsync(ByImage, SampleShop.Picture("1f34c"), fields: ("min_relevance", "0.5")), "min_relevance");
        await InvalidAsync(api.PostAsync(ByText, new { query = "apple", min_relevance = 0.5 }), "min_relevance");
        await InvalidAsync(api.GetAsync("/api/v1/search/similar/ext:banana?min_relevance=0.5"), "min_relevance");
        await AnsweredAsync(api.GetAsync("/api/v1/search/similar/ext:banana?min_relevance=0"));

        // A text longer than the tower reads is cut, any script is read, and the tower's time is measured.
        await AnsweredAsync(api.PostAsync(ByText, new { query = string.Join(' ', Enumerable.Repeat("яблоко 😀 苹果", 70)), mode = "semantic" }));
        Assert.True(await api.MetricAsync("visual_search_clip_inference_duration_seconds_count", "kind=\"text\"") >= 1);
    }

    private static async Task<ApiHost> StartAsync(ModelFolder models)
    {
        ApiHost api = await ApiHost.StartAsync(settings: [("Models:Directory", models.Root), ("Embedding:Model", "tiny")]);
        foreach ((string name, string picture) in Names.Zip(Pictures))
        {
            await api.AddPicturesAsync(await api.CreateAsync(new { title = name, external_id = name }), SampleShop.Picture(picture));
        }

        return api;
    }

    /// <summary>Reciprocal rank fusion of two lists, written down once more: the sum of 1 / (60 + rank), the product that came first where equal.</summary>
    private static IEnumerable<string?> Fused(IReadOnlyList<string?> words, IReadOnlyList<string?> meaning)
    {
        double Share(IReadOnlyList<string?> list, string? name) => list.ToList().IndexOf(name) is >= 0 and int place ? 1.0 / (61 + place) : 0;
        return Names.OrderByDescending(name => Share(words, name) + Share(meaning, name));
    }

    private static double ScoreOf(JsonElement answer, string? name) => answer.GetProperty("results").EnumerateArray().Single(result => ExternalId(result) == name).GetProperty("similarity_score").GetDouble();
}
