using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetVips;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

/// <summary>The golden files of the shared folder.</summary>
internal static class Golden
{
    public static IEnumerable<JsonElement> ClipImages() => Lines(SharedFolder.PathOf("models", "clip-synthetic", "golden", "images.jsonl"));

    public static IEnumerable<JsonElement> ClipTexts() => Lines(SharedFolder.PathOf("models", "clip-synthetic", "golden", "texts.jsonl"));

    public static IEnumerable<JsonElement> Bundled() => Lines(SharedFolder.PathOf("models", "efficientnet-lite", "golden", "golden.jsonl"));

    public static RgbPixels ClipTensor(JsonElement image) => Png(SharedFolder.PathOf("models", "clip-synthetic", "golden", image.GetProperty("tensor").GetString()!));

    public static RgbPixels BundledTensor(JsonElement image) => Png(SharedFolder.PathOf("models", "efficientnet-lite", image.GetProperty("tensor").GetString()!));

    public static float[] Vector(JsonElement of, string member, string set) =>
        MemoryMarshal.Cast<byte, float>(of.GetProperty(member).GetProperty(set).GetBytesFromBase64()).ToArray();

    public static double Cosine(float[] one, float[] other) => TensorPrimitives.CosineSimilarity(one, other);

    public static RgbPixels Png(string path)
    {
        using Image image = Image.NewFromBuffer(File.ReadAllBytes(path));
        Assert.Equal(3, image.Bands);
        return new RgbPixels(image.Width, image.Height, image.WriteToMemory<byte>());
    }

    private static IEnumerable<JsonElement> Lines(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
