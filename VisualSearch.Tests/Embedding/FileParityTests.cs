using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

/// <summary>Decoder and tower together: files in, golden vectors out.</summary>
public sealed class FileParityTests
{
    [SharedFact]
    public async Task Tiny_clip_vectors_from_files_equal_their_goldens_by_class()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using ModelFolder folder = new ModelFolder().AddTinyClip();
        await using EmbeddingModel model = await folder.LoadAsync("tiny");
        using ServiceProvider provider = new ServiceCollection().AddLogging().AddMetrics().AddImages(new ConfigurationBuilder().Build()).BuildServiceProvider();
        PictureDecoder decoder = provider.GetRequiredService<PictureDecoder>();
        int compared = 0;
        foreach (JsonElement golden in Golden.ClipImages().Where(golden => golden.GetProperty("format").GetString() is "JPEG" or "PNG" or "WEBP"))
        {
            byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf(golden.GetProperty("path").GetString()!.Split('/')), token);
            PictureResult<RgbPixels> pixels = await decoder.DecodeAsync(content, model.Pixels, token);
            Assert.True(pixels.Succeeded, $"{golden.GetProperty("id")}: {pixels.Failure}");
            double cosine = Golden.Cosine(Golden.Vector(golden, "embeds", "tiny"), await model.EmbedImageAsync(pixels.Value, token));
            double least = golden.GetProperty("class").GetString() == "colour" ? 0.9 : 0.999;
            Assert.True(cosine > least, $"{golden.GetProperty("id")}: {cosine}");
            compared++;
        }

        Assert.True(compared > 50);
    }
}
