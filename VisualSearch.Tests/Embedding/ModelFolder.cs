using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Embedding;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

/// <summary>A folder of models of one test's own, gone with it; the weights are links to where they are.</summary>
internal sealed class ModelFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("visualsearch-models-").FullName;

    public static double[] ClipMean { get; } = [0.48145466, 0.4578275, 0.40821073];

    public static double[] ClipStd { get; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>The manifest of a picture model of CLIP's form, to be changed at will.</summary>
    public static JsonObject Clip(string name, string imageFile, bool quantised = false) => new()
    {
        ["name"] = name,
        ["description"] = "for tests",
        ["licence"] = "CC0-1.0",
        ["dimension"] = 512,
        ["default_variant"] = "only",
        ["variants"] = new JsonObject { ["only"] = new JsonObject { ["image"] = Tower(imageFile, quantised) } },
        ["image"] = new JsonObject
        {
            ["input"] = "pixel_values",
            ["output"] = "image_embeds",
            ["width"] = 224,
            ["height"] = 224,
            ["resize"] = "crop",
            ["mean"] = JsonSerializer.SerializeToNode(ClipMean),
            ["std"] = JsonSerializer.SerializeToNode(ClipStd),
            ["profiles"] = "ignore",
            ["shrink_on_load"] = "off",
        },
        ["files"] = new JsonObject(),
    };

    public static JsonObject ClipText(string output = "text_embeds") => new()
    {
        ["ids"] = new JsonObject { ["name"] = "input_ids", ["type"] = "int64" },
        ["output"] = output,
        ["tokenizer"] = new JsonObject { ["kind"] = "clip-bpe", ["files"] = new JsonArray("vocab.json", "merges.txt") },
        ["context_length"] = 77,
    };

    public static JsonObject BertText(string output) => new()
    {
        ["ids"] = new JsonObject { ["name"] = "input_ids" },
        ["mask"] = new JsonObject { ["name"] = "attention_mask" },
        ["output"] = output,
        ["tokenizer"] = new JsonObject { ["kind"] = "bert-wordpiece-cased", ["files"] = new JsonArray("vocab.txt") },
        ["context_length"] = 128,
    };

    public static JsonObject Tower(string file, bool quantised = false) => new() { ["file"] = file, ["dynamic_quantisation"] = quantised };

    /// <summary>The tiny CLIP of the shared folder, with its text tower.</summary>
    public static JsonObject TinyClip(string name = "tiny")
    {
        JsonObject manifest = Clip(name, "vision_model.onnx");
        manifest["text"] = ClipText();
        manifest["variants"]!["only"]!["text"] = Tower("text_model.onnx");
        return manifest;
    }

    public static string SharedTiny(string file) => SharedFolder.PathOf("models", "clip-synthetic", "tiny", file);

    public static string SharedMultilingual(string file) => SharedFolder.PathOf("models", "clip-synthetic", "tiny-multilingual", file);

    public ModelFolder AddTinyClip(string name = "tiny") =>
        Add(TinyClip(name), SharedTiny("vision_model.onnx"), SharedTiny("text_model.onnx"), SharedTiny("vocab.json"), SharedTiny("merges.txt"));

    /// <summary>Writes the manifest, links the files beside it, and lists them in it as they are (their hashes unknown).</summary>
    public ModelFolder Add(JsonObject manifest, params string[] files)
    {
        string folder = Path.Combine(Root, manifest["name"]!.GetValue<string>());
        Directory.CreateDirectory(folder);
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            File.CreateSymbolicLink(Path.Combine(folder, name), file);
            manifest["files"]![name] ??= new JsonObject { ["bytes"] = new FileInfo(file).Length };
        }

        File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJsonString());
        return this;
    }

    public static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    public ModelLibrary Library(params (string Key, string Value)[] settings) => Provider(settings).GetRequiredService<ModelLibrary>();

    public ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> values = new() { ["Models:Directory"] = Root, ["Embedding:Device"] = "cpu" };
        foreach ((string key, string value) in settings)
        {
            values[key] = value;
        }

        return new ServiceCollection()
            .AddLogging()
            .AddEmbedding(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .BuildServiceProvider();
    }

    public Task<EmbeddingModel> LoadAsync(string name, params (string Key, string Value)[] settings) =>
        Library([("Embedding:Model", name), .. settings]).LoadAsync(null, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
