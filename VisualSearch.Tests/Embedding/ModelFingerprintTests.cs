using System.Text.Json.Nodes;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Tests.Embedding;

public sealed class ModelFingerprintTests
{
    private static readonly Dictionary<string, string> Hashes = new()
    {
        ["image.onnx"] = "1", ["text.onnx"] = "2", ["vocab.txt"] = "3", ["other.txt"] = "4", ["dense.safetensors"] = "5", ["other.onnx"] = "6",
    };

    [Fact]
    public void It_is_64_hexadecimal_digits_and_the_same_for_the_same_model()
    {
        Assert.Matches("^[0-9a-f]{64}$", Of(Manifest()));
        Assert.Equal(Of(Manifest()), Of(Manifest()));
    }

    [Theory]
    [InlineData("/image/width", "225")]
    [InlineData("/image/height", "225")]
    [InlineData("/image/resize", "\"pad\"")]
    [InlineData("/image/profiles", "\"convert\"")]
    [InlineData("/image/shrink_on_load", "\"on\"")]
    [InlineData("/image/mean/0", "0.48145465")]
    [InlineData("/image/mean/1", "0.4578274")]
    [InlineData("/image/mean/2", "0.4082108")]
    [InlineData("/image/std/0", "0.268631")]
    [InlineData("/image/std/1", "0.2613025")]
    [InlineData("/image/std/2", "0.275779")]
    [InlineData("/image/output", "\"other\"")]
    [InlineData("/dimension", "513")]
    [InlineData("/variants/only/image/file", "\"other.onnx\"")]
    [InlineData("/variants/only/image/dynamic_quantisation", "true")]
    public void Whatever_changes_vectors_changes_it(string member, string value) => Assert.NotEqual(Of(Manifest()), Of(Changed(member, value)));

    [Theory]
    [InlineData("/name", "\"another\"")]
    [InlineData("/description", "\"another\"")]
    [InlineData("/licence", "\"another\"")]
    [InlineData("/image/input", "\"another\"")]
    [InlineData("/text/ids/name", "\"another\"")]
    [InlineData("/variants/only/text/file", "\"other.onnx\"")]
    [InlineData("/variants/only/text/dynamic_quantisation", "true")]
    [InlineData("/text/output", "\"other\"")]
    [InlineData("/text/context_length", "127")]
    [InlineData("/text/pooling", "\"none\"")]
    [InlineData("/text/dense", "null")]
    [InlineData("/text/dense/tensor", "\"other\"")]
    [InlineData("/text/padding/rule", "\"fixed\"")]
    [InlineData("/text/padding/id", "1")]
    [InlineData("/text/tokenizer/kind", "\"sentencepiece-xlmr\"")]
    [InlineData("/text/tokenizer/files/0", "\"other.txt\"")]
    [InlineData("/calibration", """{"image": [[0, 0], [1, 1]], "text": null}""")]
    public void What_changes_no_vector_leaves_it(string member, string value) => Assert.Equal(Of(Manifest()), Of(Changed(member, value)));

    [Fact]
    public void Other_bytes_in_the_image_tower_change_it() =>
        Assert.NotEqual(Of(Manifest()), ModelFingerprint.Of(Parse(Manifest()), "only", new Dictionary<string, string>(Hashes) { ["image.onnx"] = "changed" }));

    [Fact]
    public void Another_text_tower_leaves_it_so_that_stored_vectors_stay_good()
    {
        Dictionary<string, string> hashes = new(Hashes) { ["text.onnx"] = "changed", ["vocab.txt"] = "changed", ["dense.safetensors"] = "changed" };

        Assert.Equal(Of(Manifest()), ModelFingerprint.Of(Parse(Manifest()), "only", hashes));
    }

    private static string Of(JsonObject manifest) => ModelFingerprint.Of(Parse(manifest), "only", Hashes);

    private static ModelManifest Parse(JsonObject manifest) => ManifestReader.Parse(manifest.ToJsonString(), "manifest.json");

    private static JsonObject Manifest()
    {
        JsonObject manifest = ModelFolder.Clip("model", "image.onnx");
        JsonObject text = ModelFolder.BertText("tokens");
        text["tokenizer"]!["files"] = new JsonArray("vocab.txt");
        text["pooling"] = "mean";
        text["padding"] = new JsonObject { ["rule"] = "none", ["id"] = 0 };
        text["dense"] = new JsonObject { ["file"] = "dense.safetensors", ["tensor"] = "weight" };
        manifest["text"] = text;
        manifest["variants"]!["only"]!["text"] = ModelFolder.Tower("text.onnx");
        foreach (string file in Hashes.Keys)
        {
            manifest["files"]![file] = new JsonObject();
        }

        return manifest;
    }

    private static JsonObject Changed(string member, string value)
    {
        JsonObject manifest = Manifest();
        string[] parts = member[1..].Split('/');
        JsonNode? node = manifest;
        foreach (string part in parts[..^1])
        {
            node = node is JsonArray ? node[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : node![part];
        }

        if (node is JsonArray list)
        {
            list[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        }
        else
        {
            node![parts[^1]] = JsonNode.Parse(value);
        }

        return manifest;
    }
}
