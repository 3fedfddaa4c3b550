using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.Engine.Embedding;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

/// <summary>The towers by themselves: exact pixels or texts in, golden vectors out.</summary>
public sealed class TowerParityTests
{
    [SharedFact]
    public async Task Tiny_clip_pictures_equal_their_goldens()
    {
        using ModelFolder folder = new ModelFolder().AddTinyClip();
        await using EmbeddingModel model = await folder.LoadAsync("tiny");

        await ComparePictures(model, "tiny", 60, 0.9999);
    }

    [SharedFact]
    public async Task Tiny_clip_texts_equal_their_goldens()
    {
        using ModelFolder folder = new ModelFolder().AddTinyClip();
        await using EmbeddingModel model = await folder.LoadAsync("tiny");

        await CompareTexts(model, "tiny", 230, 0.9999);
    }

    [SharedFact]
    public async Task Tiny_clip_texts_padded_to_the_context_equal_their_goldens()
    {
        using ModelFolder folder = new();
        JsonObject manifest = ModelFolder.TinyClip();
        manifest["text"]!["padding"] = new JsonObject { ["rule"] = "fixed", ["id"] = 49407 };
        folder.Add(manifest, ModelFolder.SharedTiny("vision_model.onnx"), ModelFolder.SharedTiny("text_model.onnx"), ModelFolder.SharedTiny("vocab.json"), ModelFolder.SharedTiny("merges.txt"));
        await using EmbeddingModel model = await folder.LoadAsync("tiny");

        await CompareTexts(model, "tiny", 230, 0.9999);
    }

    [SharedTheory]
    [InlineData("sentence_embedding", false, false)]
    [InlineData("last_hidden_state", true, false)]
    [InlineData("last_hidden_state", true, true)]
    public async Task Tiny_multilingual_texts_equal_their_goldens(string output, bool projected, bool padded)
    {
        using ModelFolder folder = new();
        JsonObject manifest = ModelFolder.Clip("multi", "vision_model.onnx");
        JsonObject text = ModelFolder.BertText(output);
        manifest["text"] = text;
        manifest["variants"]!["only"]!["text"] = ModelFolder.Tower("text_model.onnx");
        List<string> files = [ModelFolder.SharedTiny("vision_model.onnx"), ModelFolder.SharedMultilingual("text_model.onnx"), ModelFolder.SharedMultilingual("vocab.txt")];
        if (projected)
        {
            text["pooling"] = "mean";
            text["dense"] = new JsonObject { ["file"] = "dense.safetensors", ["tensor"] = "linear.weight" };
            files.Add(ModelFolder.SharedMultilingual("dense.safetensors"));
        }

        if (padded)
        {
            text["padding"] = new JsonObject { ["rule"] = "fixed", ["id"] = 0 };
        }

        folder.Add(manifest, [.. files]);
        await using EmbeddingModel model = await folder.LoadAsync("multi");

        await CompareTexts(model, "tiny-multilingual", 230, 0.9999);
    }

    [SharedFact]
    public async Task Full_int8_pictures_one_at_a_time_equal_their_goldens()
    {
        using ModelFolder folder = new();
        folder.Add(ModelFolder.Clip("full", "vision_model_quantized.onnx", quantised: true), FullModels.PathOf("vision_model_quantized.onnx"));
        await using EmbeddingModel model = await folder.LoadAsync("full");

        await ComparePictures(model, "full-int8", 60, 0.995);
    }

    [SharedFact]
    public async Task Full_int8_texts_equal_their_goldens()
    {
        using ModelFolder folder = new();
        JsonObject manifest = ModelFolder.Clip("full", "vision_model.onnx");
        manifest["text"] = ModelFolder.ClipText();
        manifest["variants"]!["only"]!["text"] = ModelFolder.Tower("text_model_quantized.onnx", quantised: true);
        folder.Add(manifest, ModelFolder.SharedTiny("vision_model.onnx"), FullModels.PathOf("text_model_quantized.onnx"), FullModels.PathOf("vocab.json"), FullModels.PathOf("merges.txt"));
        await using EmbeddingModel model = await folder.LoadAsync("full");

        await CompareTexts(model, "full-int8", 44, 0.995);
    }

    [SharedTheory]
    [InlineData("fp16", 0.9999)]
    [InlineData("int8", 0.998)]
    public async Task Bundled_model_pictures_equal_their_goldens(string variant, double least)
    {
        using ModelFolder folder = new();
        await using EmbeddingModel model = await folder.LoadAsync("efficientnet-lite1-240", ("Embedding:Variant", variant));
        int compared = 0;
        foreach (JsonElement golden in Golden.Bundled().Where(golden => golden.TryGetProperty("tensor", out _)))
        {
            float[] vector = await model.EmbedImageAsync(Golden.BundledTensor(golden), TestContext.Current.CancellationToken);
            double cosine = Golden.Cosine(Golden.Vector(golden, "embedding", $"efficientnet-lite1-240-{variant}.onnx"), vector);
            Assert.True(cosine > least, $"{golden.GetProperty("path")}: {cosine}");
            compared++;
        }

        Assert.Equal(8, compared);
    }

    [SharedFact]
    public async Task Bulk_vectors_equal_single_ones()
    {
        using ModelFolder folder = new ModelFolder().AddTinyClip();
        await using EmbeddingModel model = await folder.LoadAsync("tiny", ("Embedding:Threads", "3"));
        await using BulkImageEmbedder bulk = model.OpenBulk();
        Assert.Equal(3, bulk.Parallelism);
        var pixels = Golden.ClipImages().Select(Golden.ClipTensor).ToArray();

        float[][] vectors = await Task.WhenAll(pixels.Select(one => bulk.EmbedAsync(one, TestContext.Current.CancellationToken)));

        for (int i = 0; i < pixels.Length; i++)
        {
            float[] single = await model.EmbedImageAsync(pixels[i], TestContext.Current.CancellationToken);
            Assert.True(Golden.Cosine(single, vectors[i]) > 0.99999);
        }
    }

    private static async Task ComparePictures(EmbeddingModel model, string set, int expected, double least)
    {
        int compared = 0;
        foreach (JsonElement golden in Golden.ClipImages())
        {
            float[] vector = await model.EmbedImageAsync(Golden.ClipTensor(golden), TestContext.Current.CancellationToken);
            double cosine = Golden.Cosine(Golden.Vector(golden, "embeds", set), vector);
            Assert.True(cosine > least, $"{golden.GetProperty("id")}: {cosine}");
            Assert.InRange(vector.Sum(x => (double)x * x), 0.99999, 1.00001);
            compared++;
        }

        Assert.Equal(expected, compared);
    }

    private static async Task CompareTexts(EmbeddingModel model, string set, int expected, double least)
    {
        int compared = 0;
        foreach (JsonElement golden in Golden.ClipTexts().Where(golden => golden.GetProperty("embeds").TryGetProperty(set, out _)))
        {
            float[] vector = await model.EmbedTextAsync(golden.GetProperty("text").GetString()!, TestContext.Current.CancellationToken);
            double cosine = Golden.Cosine(Golden.Vector(golden, "embeds", set), vector);
            Assert.True(cosine > least, $"{golden.GetProperty("id")}: {cosine}");
            compared++;
        }

        Assert.Equal(expected, compared);
    }
}
