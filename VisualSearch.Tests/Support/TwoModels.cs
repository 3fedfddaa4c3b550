using System.Text.Json.Nodes;
using VisualSearch.Tests.Embedding;

namespace VisualSearch.Tests.Support;

/// <summary>A folder with the bundled model and others beside it: the same network, which sees pictures in other colours, so that their vectors are of other spaces.</summary>
internal sealed class TwoModels : IDisposable
{
    public const string Bundled = "efficientnet-lite1-240";

    public const string Other = "lite-other-colours";

    /// <summary>For the tests that need one more.</summary>
    public const string Third = "lite-third-colours";

    private readonly ModelFolder _folder = new();

    public TwoModels()
    {
        Add(Bundled, _ => { });
        Add(Other, manifest =>
        {
            manifest["image"]!["mean"] = new JsonArray(0.9, 0.1, 0.5);
            manifest["image"]!["std"] = new JsonArray(0.3, 1.2, 0.7);
        });
    }

    /// <summary>Adds <see cref="Third"/>.</summary>
    public TwoModels WithThird()
    {
        Add(Third, manifest => manifest["image"]!["mean"] = new JsonArray(0.2, 0.7, 0.3));
        return this;
    }

    public string Root => _folder.Root;

    /// <summary>For an engine or an Api that has both, and notices a change soon.</summary>
    public (string Key, string Value)[] Settings => [("Models:Directory", Root), ("Indexing:GenerationPoll", "00:00:00.1")];

    public void Dispose() => _folder.Dispose();

    private void Add(string name, Action<JsonNode> change)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(Repository.PathOf("models", Bundled, "manifest.json")))!.AsObject();
        manifest["name"] = name;
        change(manifest);
        _folder.Add(manifest, Repository.PathOf("models", Bundled, "efficientnet-lite1-240-fp16.onnx"));
    }
}
