using System.Text.Json.Nodes;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Embedding.Manifests;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

public sealed class ManifestReaderTests
{
    [Theory]
    [InlineData("efficientnet-lite1-240", false)]
    [InlineData("clip-vit-b-32", true)]
    [InlineData("clip-vit-b-32-multilingual", true)]
    [InlineData("xlm-roberta-base-vit-b-32", true)]
    public void Shipped_manifests_have_no_fault(string name, bool readsText)
    {
        ModelManifest manifest = ManifestReader.Read(Repository.PathOf("models", name, "manifest.json"));

        Assert.Equal(name, manifest.Name);
        Assert.Equal(512, manifest.Dimension);
        Assert.Equal(readsText, manifest.Text is not null);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        JsonObject manifest = ModelFolder.Clip("Bad Name", "absent.onnx");
        manifest["dimension"] = 0;
        manifest["default_variant"] = "none";
        manifest["image"]!["input"] = "";
        manifest["image"]!["width"] = 0;
        manifest["image"]!["mean"] = new JsonArray(1, 2);
        manifest["image"]!["std"] = new JsonArray(1, 2, 0);
        JsonObject text = ModelFolder.ClipText();
        text["ids"]!["name"] = "";
        text["mask"] = new JsonObject { ["name"] = "" };
        text["context_length"] = 1;
        text["tokenizer"]!["files"] = new JsonArray("vocab.json");
        text["padding"] = new JsonObject { ["id"] = -1 };
        text["dense"] = new JsonObject { ["file"] = "d", ["tensor"] = "" };
        manifest["text"] = text;
        manifest["calibration"] = new JsonObject { ["image"] = new JsonArray(new JsonArray(1)), ["text"] = JsonNode.Parse("[[0, 1], [1, 0]]") };
        manifest["files"]!["../out"] = new JsonObject { ["bytes"] = 0, ["sha256"] = "ABC", ["source"] = new JsonObject { ["repo"] = "", ["revision"] = "", ["path"] = "" } };

        ModelUnavailableException fault = Assert.Throws<ModelUnavailableException>(() => ManifestReader.Parse(manifest.ToJsonString(), "/models/other/manifest.json"));

        string[] expected =
        [
            "name: must be", "name: 'Bad Name'", "dimension:", "default_variant:", "variants.only.text:", "variants.only: the file 'absent.onnx'", "image.input:", "image: width", "image.mean:", "image.std:",
            "text.ids.name:", "text.mask.name:", "text.context_length:", "text.tokenizer.files:", "text.padding.id:", "text.dense.tensor:", "text: no variant", "calibration.image:", "calibration.text:",
            "files: '../out'", "files.../out.bytes:", "files.../out.sha256:", "files.../out.source:",
        ];
        Assert.All(expected, word => Assert.Contains(word, fault.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "malformed")]
    [InlineData("null", "empty")]
    [InlineData("""{"nmae": "x"}""", "nmae")]
    [InlineData("""{"image": {"resize": "stretch"}}""", "resize")]
    public void What_is_no_manifest_is_refused_with_the_place(string content, string word) =>
        Assert.Contains(word, Assert.Throws<ModelUnavailableException>(() => ManifestReader.Parse(content, "/m/x/manifest.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_manifest_that_cannot_be_read_says_so() =>
        Assert.Contains("cannot be read", Assert.Throws<ModelUnavailableException>(() => ManifestReader.Read("/nowhere/manifest.json")).Message, StringComparison.Ordinal);
}
