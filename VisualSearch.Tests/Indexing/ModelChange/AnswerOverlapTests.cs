using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;
using VisualSearch.Engine.Search;
using VisualSearch.Tests.Embedding;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing.ModelChange;

public sealed class AnswerOverlapTests
{
    private static readonly string[] Pictures = ["26bd", "1f350", "1f33d", "1f347", "1f34c", "1f36a"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_models_are_compared_by_what_they_find_like_the_newest_products()
    {
        using TwoModels models = new();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: models.Settings);
        await AddAsync(engine);
        Generation other = await engine.StartOtherAsync();
        await engine.FilledAsync();
        AnswerOverlap overlap = engine.Services.GetRequiredService<AnswerOverlap>();

        OverlapReport report = (await overlap.CompareAsync(other.Id, 4, Stop))!;
        OverlapReport itself = (await overlap.CompareAsync(engine.Index.Generation.Id, 4, Stop))!;

        // Of six products the five others are all among the first ten.
        Assert.Equal((0, 4, 0, 1d, 1d), (report.Texts, report.Products, report.Skipped, report.Mean, report.Least));
        Assert.Equal((TwoModels.Bundled, TwoModels.Other), (report.Active.Model, report.Other.Model));
        Assert.All(report.Worst, query => Assert.Equal((5, 5), (query.Active.Count, query.Other.Count)));
        Assert.DoesNotContain(report.Worst, query => query.Active.Contains(query.Product!.Value));
        Assert.Equal(1d, itself.Least);
        Assert.Null(await overlap.CompareAsync(other.Id + 100, 4, Stop));
    }

    [Fact]
    public async Task A_generation_that_is_not_open_here_is_opened_and_one_without_vectors_has_nothing_in_common()
    {
        using TwoModels models = new();
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await EngineUnderTest.StartAsync(folder.Path, settings: models.Settings))
        {
            await AddAsync(engine);
        }

        await using EngineUnderTest idle = await EngineUnderTest.StartAsync(folder.Path, indexing: false, settings: models.Settings);
        Generation other = await idle.StartOtherAsync();

        OverlapReport report = (await idle.Services.GetRequiredService<AnswerOverlap>().CompareAsync(other.Id, 10, Stop))!;

        Assert.Equal((0, 0, Pictures.Length, null), (report.Texts, report.Products, report.Skipped, report.Mean));
    }

    [SharedFact]
    public async Task Models_that_read_are_asked_what_was_asked_lately_each_text_once()
    {
        using ModelFolder models = new();
        models.AddTinyClip("tiny");
        System.Text.Json.Nodes.JsonObject darker = ModelFolder.TinyClip("darker");
        darker["image"]!["mean"] = new System.Text.Json.Nodes.JsonArray(0.9, 0.9, 0.9);
        models.Add(darker, ModelFolder.SharedTiny("vision_model.onnx"), ModelFolder.SharedTiny("text_model.onnx"), ModelFolder.SharedTiny("vocab.json"), ModelFolder.SharedTiny("merges.txt"));
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: [("Models:Directory", models.Root), ("Embedding:Model", "tiny"), ("Indexing:GenerationPoll", "00:00:00.1")]);
        await AddAsync(engine);
        foreach (string text in new[] { "a ball", "a pear", "A ball" })
        {
            await engine.Search.ByTextAsync(text, TextMode.Hybrid, new SearchRequest(), new SearchTimings(), Stop);
        }

        SearchLog log = engine.Services.GetRequiredService<SearchLog>();
        await log.FlushAsync(Stop);
        GenerationResult started = await engine.Changes().StartAsync("darker", Stop);
        await Eventually.HoldsAsync(() => engine.StateAsync("darker"), state => state.Progress.Complete);

        OverlapReport report = (await engine.Services.GetRequiredService<AnswerOverlap>().CompareAsync(started.Generation!.Id, 10, Stop))!;

        Assert.Equal((2, Pictures.Length), (report.Texts, report.Products));
        Assert.Equal(1d, report.Mean);
    }

    private static async Task AddAsync(EngineUnderTest engine)
    {
        foreach (string name in Pictures)
        {
            await engine.AddAsync(new ProductDetails { Title = name }, SampleShop.Picture(name));
        }

        await engine.CaughtUpAsync();
    }
}
