using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

public sealed class ModelLibraryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Auto_takes_the_bundled_model_when_nothing_else_is_there()
    {
        using ModelFolder folder = new();
        await using EmbeddingModel model = await folder.Library().LoadAsync(null, Token);

        Assert.Equal("efficientnet-lite1-240", model.Name);
        Assert.Equal("fp16", model.Variant);
        Assert.Equal(512, model.Dimension);
        Assert.Equal(new PixelSpec(240, 240), model.Pixels);
        Assert.False(model.ReadsText);
        Assert.False(model.OnCuda);
        Assert.Equal(0.25, model.CalibrationOf(QueryKind.Image)!.RelevanceOf(0.3), 9);
        Assert.Null(model.CalibrationOf(QueryKind.Text));
        await Assert.ThrowsAsync<InvalidOperationException>(() => model.EmbedTextAsync("red", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => model.EmbedImageAsync(new RgbPixels(1, 1, new byte[3]), Token));
    }

    [SharedFact]
    public async Task Auto_takes_the_living_generations_model_and_a_name_takes_its_own()
    {
        using ModelFolder folder = new ModelFolder().AddTinyClip();
        await using EmbeddingModel living = await folder.Library().LoadAsync("tiny", Token);
        await using EmbeddingModel named = await folder.Library(("Embedding:Model", "efficientnet-lite1-240")).LoadAsync("tiny", Token);

        Assert.Equal("tiny", living.Name);
        Assert.Equal("efficientnet-lite1-240", named.Name);
    }

    [Fact]
    public async Task An_unknown_model_is_refused_with_those_that_are_known()
    {
        using ModelFolder folder = new();
        ModelUnavailableException fault = await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("../secret"));
        Assert.Contains("efficientnet-lite1-240", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_files_are_named_with_the_place_to_get_them()
    {
        using ModelFolder folder = new();
        ModelUnavailableException fault = await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("clip-vit-b-32"));
        Assert.Contains("models pull clip-vit-b-32", fault.Message, StringComparison.Ordinal);
        Assert.Contains("https://huggingface.co/Xenova/clip-vit-base-patch32/resolve/d15189d7028b43f1d3e65039190477f6af591c2a/onnx/vision_model.onnx", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_variant_is_refused_with_those_there_are()
    {
        using ModelFolder folder = new();
        ModelUnavailableException fault = await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("efficientnet-lite1-240", ("Embedding:Variant", "fp8")));
        Assert.Contains("fp16, int8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_tells_presence_and_faults()
    {
        using ModelFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Root, "broken"));
        File.WriteAllText(Path.Combine(folder.Root, "broken", "manifest.json"), "{");

        IReadOnlyList<KnownModel> models = folder.Library().List();

        Assert.True(models.Single(model => model.Name == "efficientnet-lite1-240").Present);
        KnownModel clip = models.Single(model => model.Name == "clip-vit-b-32");
        Assert.False(clip.Present);
        Assert.Equal(4, clip.MissingFiles.Count);
        Assert.Equal("fp32", clip.Variants[0]);
        Assert.NotNull(models.Single(model => model.Name == "broken").Fault);
    }

    [SharedTheory]
    [InlineData("/image/input", "\"pixels\"", "its inputs are pixel_values")]
    [InlineData("/image/output", "\"vector\"", "its outputs are image_embeds")]
    [InlineData("/dimension", "256", "gives vectors of 512")]
    public async Task A_graph_unlike_its_manifest_is_refused(string member, string value, string words)
    {
        using ModelFolder folder = new();
        JsonObject manifest = ModelFolder.Clip("tiny", "vision_model.onnx");
        string[] parts = member[1..].Split('/');
        JsonNode node = parts.Length == 2 ? manifest[parts[0]]! : manifest;
        node[parts[^1]] = JsonNode.Parse(value);
        folder.Add(manifest, ModelFolder.SharedTiny("vision_model.onnx"));

        Assert.Contains(words, (await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("tiny"))).Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task A_damaged_file_is_refused_and_a_hash_once_seen_is_held_to()
    {
        using ModelFolder folder = new();
        string vision = ModelFolder.SharedTiny("vision_model.onnx");
        folder.Add(ModelFolder.Clip("tiny", "vision_model.onnx"), vision);
        await using (EmbeddingModel model = await folder.LoadAsync("tiny"))
        {
            Assert.False(model.ReadsText);
        }

        string link = Path.Combine(folder.Root, "tiny", "vision_model.onnx");
        Assert.Contains(ModelFolder.HashOf(vision), await File.ReadAllTextAsync(Path.Combine(folder.Root, "tiny", "files.lock.json"), Token), StringComparison.Ordinal);
        byte[] content = await File.ReadAllBytesAsync(vision, Token);
        content[^1] ^= 1;
        File.Delete(link);
        await File.WriteAllBytesAsync(link, content, Token);
        Assert.Contains("not the file it was", (await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("tiny"))).Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(link, content[..^1], Token);
        Assert.Contains("damaged", (await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("tiny"))).Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task A_file_of_another_hash_than_the_manifests_is_refused()
    {
        using ModelFolder folder = new();
        JsonObject manifest = ModelFolder.Clip("tiny", "vision_model.onnx");
        manifest["files"]!["vision_model.onnx"] = new JsonObject { ["sha256"] = new string('0', 64) };
        folder.Add(manifest, ModelFolder.SharedTiny("vision_model.onnx"));

        Assert.Contains("SHA-256", (await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("tiny"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_graph_is_refused()
    {
        using ModelFolder folder = new();
        string junk = Path.Combine(folder.Root, "junk.onnx");
        await File.WriteAllTextAsync(junk, "no graph", Token);
        folder.Add(ModelFolder.Clip("junk", "junk.onnx"), junk);
        Assert.Contains("cannot be loaded", (await Assert.ThrowsAsync<ModelUnavailableException>(() => folder.LoadAsync("junk"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CLIP_DEVICE", "cuda:0")]
    [InlineData("Embedding:Device", "cuda")]
    public void Cuda_that_this_build_has_not_is_refused_and_never_replaced_by_the_processor(string key, string value)
    {
        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => OptionsOf(new() { [key] = value }));

        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuda_is_left_out_where_it_is_not_named()
    {
        using ModelFolder folder = new();
        await using EmbeddingModel model = await folder.LoadAsync("efficientnet-lite1-240", ("Embedding:Device", "auto"), ("Embedding:Variant", "int8"));

        Assert.Equal(("int8", false), (model.Variant, model.OnCuda));
    }

    [Theory]
    [InlineData("cpu", null, EmbeddingDevice.Cpu)]
    [InlineData("cuda:0", "auto", EmbeddingDevice.Auto)]
    [InlineData("auto", "cpu", EmbeddingDevice.Cpu)]
    public void The_old_device_variable_is_read_unless_the_setting_is_there(string clipDevice, string? device, EmbeddingDevice expected)
    {
        Dictionary<string, string?> values = new() { ["CLIP_DEVICE"] = clipDevice };
        if (device is not null)
        {
            values["Embedding:Device"] = device;
        }

        Assert.Equal(expected, OptionsOf(values).Device);
    }

    [Theory]
    [InlineData("CLIP_DEVICE", "tpu")]
    [InlineData("Embedding:Threads", "-1")]
    [InlineData("Embedding:QueueLength", "0")]
    [InlineData("Embedding:Model", "")]
    public void Impossible_settings_are_refused(string key, string value) =>
        Assert.Throws<OptionsValidationException>(() => OptionsOf(new() { [key] = value }));

    [SharedFact]
    public async Task A_closed_bulk_embedder_and_a_closed_model_refuse_work()
    {
        using ModelFolder folder = new ModelFolder().AddTinyClip();
        EmbeddingModel model = await folder.LoadAsync("tiny");
        BulkImageEmbedder bulk = model.OpenBulk();
        await bulk.DisposeAsync();
        await bulk.DisposeAsync();
        RgbPixels white = new(224, 224, new byte[224 * 224 * 3]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bulk.EmbedAsync(white, Token));

        await model.DisposeAsync();
        await model.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => model.EmbedImageAsync(white, Token));
        Assert.Throws<ObjectDisposedException>(() => model.OpenBulk());
    }

    private static EmbeddingOptions OptionsOf(Dictionary<string, string?> values)
    {
        using ServiceProvider provider = new ServiceCollection()
            .AddEmbedding(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = values }).Build())
            .BuildServiceProvider();
        return provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value;
    }
}
