using System.IO.Compression;
using System.Text.Json.Nodes;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Benchmarks.Models;

/// <summary>The full-shape synthetic CLIP of the shared folder, unpacked once a machine, with a manifest in our form and the image tower as fp32 and as int8.</summary>
internal sealed class SyntheticClip
{
    public const string Name = "clip-synthetic";
    public const string Fp32 = "fp32";
    public const string Int8 = "int8";

    private SyntheticClip(string models)
    {
        Directory = models;
        Folder = Path.Combine(models, Name);
        Manifest = ManifestReader.Read(Path.Combine(Folder, ModelManifest.FileName));
    }

    public static string[] Variants { get; } = [Fp32, Int8];

    /// <summary>For <c>Models:Directory</c>.</summary>
    public string Directory { get; }

    public ModelManifest Manifest { get; }

    private string Folder { get; }

    public static async Task<SyntheticClip> UnpackAsync(CancellationToken cancellationToken)
    {
        string models = Path.Combine(Path.GetTempPath(), "visualsearch-benchmarks", "models");
        string folder = System.IO.Directory.CreateDirectory(Path.Combine(models, Name)).FullName;
        JsonObject files = [];
        foreach (string file in new[] { "vision_model.onnx", "vision_model_quantized.onnx", "text_model_quantized.onnx", "vocab.json", "merges.txt" })
        {
            string target = Path.Combine(folder, file);
            if (!File.Exists(target))
            {
                await UnpackAsync(Checkout.Shared("models", "clip-synthetic", "full", file), target, cancellationToken);
            }

            files[file] = new JsonObject { ["bytes"] = new FileInfo(target).Length };
        }

        await File.WriteAllTextAsync(Path.Combine(folder, ModelManifest.FileName), ManifestOf(files).ToJsonString(), cancellationToken);
        return new SyntheticClip(models);
    }

    public string ImageFile(string variant) => Path.Combine(Folder, Manifest.Variants[variant].Image.File);

    public string TextFile() => Path.Combine(Folder, Manifest.Variants[Int8].Text!.File);

    public string PathOf(string file) => Path.Combine(Folder, file);

    private static async Task UnpackAsync(string source, string target, CancellationToken cancellationToken)
    {
        string part = $"{target}.{Environment.ProcessId}.part";
        await using (Stream from = File.Exists(source) ? File.OpenRead(source) : new GZipStream(File.OpenRead(source + ".gz"), CompressionMode.Decompress))
        await using (FileStream to = File.Create(part))
        {
            await from.CopyToAsync(to, cancellationToken);
        }

        File.Move(part, target, overwrite: true);
    }

    private static JsonObject ManifestOf(JsonObject files) => new()
    {
        ["name"] = Name,
        ["description"] = "CLIP's shapes with synthetic weights: for measuring, never for searching",
        ["licence"] = "MIT",
        ["dimension"] = 512,
        ["default_variant"] = Fp32,
        ["variants"] = new JsonObject { [Fp32] = Variant("vision_model.onnx", false), [Int8] = Variant("vision_model_quantized.onnx", true) },
        ["image"] = new JsonObject
        {
            ["input"] = "pixel_values",
            ["output"] = "image_embeds",
            ["width"] = 224,
            ["height"] = 224,
            ["resize"] = "crop",
            ["mean"] = new JsonArray(0.48145466, 0.4578275, 0.40821073),
            ["std"] = new JsonArray(0.26862954, 0.26130258, 0.27577711),
            ["profiles"] = "convert",
            ["shrink_on_load"] = "on",
        },
        ["text"] = new JsonObject
        {
            ["ids"] = new JsonObject { ["name"] = "input_ids", ["type"] = "int64" },
            ["output"] = "text_embeds",
            ["tokenizer"] = new JsonObject { ["kind"] = "clip-bpe", ["files"] = new JsonArray("vocab.json", "merges.txt") },
            ["context_length"] = 77,
        },
        ["files"] = files,
    };

    private static JsonObject Variant(string image, bool quantised) => new()
    {
        ["image"] = new JsonObject { ["file"] = image, ["dynamic_quantisation"] = quantised },
        ["text"] = new JsonObject { ["file"] = "text_model_quantized.onnx", ["dynamic_quantisation"] = true },
    };
}
