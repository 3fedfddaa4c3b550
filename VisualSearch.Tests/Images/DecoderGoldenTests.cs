using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NetVips;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Images;

/// <summary>Files in, the reference's pixels out: the golden pictures of both models, each within what its class allows.</summary>
public sealed class DecoderGoldenTests
{
    private static readonly PixelSpec Clip = new(224, 224, ResizeRule.Crop, ProfileRule.Ignore, ShrinkOnLoad: false);

    [SharedFact]
    public async Task Every_golden_picture_of_clip_gives_the_reference_pixels_of_its_class()
    {
        PictureDecoder decoder = ImagesParts.Decoder();
        List<string> wrong = [];
        int seen = 0;
        foreach (JsonElement golden in Lines("models", "clip-synthetic", "golden", "images.jsonl"))
        {
            string id = golden.GetProperty("id").GetString()!;
            byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf(golden.GetProperty("path").GetString()!), TestContext.Current.CancellationToken);
            PictureResult<RgbPixels> result = await decoder.DecodeAsync(content, Clip, TestContext.Current.CancellationToken);
            if (golden.GetProperty("format").GetString() == "GIF")
            {
                Assert.Equal(PictureProblem.UnsupportedFormat, result.Failure?.Problem);
                continue;
            }

            seen++;
            Assert.True(result.Succeeded, $"{id}: {result.Failure}");
            byte[] expected = Pixels(SharedFolder.PathOf("models", "clip-synthetic", "golden", golden.GetProperty("tensor").GetString()!));
            Assert.Equal(golden.GetProperty("rgb_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(expected)));
            string kind = golden.GetProperty("class").GetString()!;
            (double mean, int most) = Difference(expected, result.Value.Data);
            bool right = kind switch
            {
                "exact" => most == 0,
                "lossy" => mean < 0.5,
                "alpha" => mean < 1,
                _ => golden.GetProperty("mode").GetString() == "CMYK" ? mean < 25 : most <= 1,
            };
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id} {kind} mean {mean:0.0000} most {most}"));
            if (!right)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{id} ({kind}): mean {mean:0.0000}, most {most}"));
            }
        }

        Assert.Equal(59, seen);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [SharedFact]
    public async Task Every_golden_tensor_of_efficientnet_is_met()
    {
        PictureDecoder decoder = ImagesParts.Decoder();
        PixelSpec spec = Clip with { Width = 240, Height = 240 };
        int tensors = 0;
        int exact = 0;
        foreach (JsonElement golden in Lines("models", "efficientnet-lite", "golden", "golden.jsonl"))
        {
            string path = golden.GetProperty("path").GetString()!;
            byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf(path), TestContext.Current.CancellationToken);
            PictureResult<RgbPixels> result = await decoder.DecodeAsync(content, spec, TestContext.Current.CancellationToken);
            Assert.True(result.Succeeded, $"{path}: {result.Failure}");
            if (golden.GetProperty("tensor_sha256").GetString() == Convert.ToHexStringLower(SHA256.HashData(result.Value.Data)))
            {
                exact++;
            }

            if (golden.TryGetProperty("tensor", out JsonElement tensor) && tensor.GetString() is { } name)
            {
                tensors++;
                (double mean, int most) = Difference(Pixels(SharedFolder.PathOf("models", "efficientnet-lite", name)), result.Value.Data);
                Assert.True(mean < (path.EndsWith(".png", StringComparison.Ordinal) ? 0.1 : 0.5), $"{path}: mean {mean}, most {most}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exact} byte for byte"));
        Assert.Equal(8, tensors);
        Assert.True(exact >= 15, $"only {exact} of 30 are the very bytes");
    }

    [SharedFact]
    public async Task The_gif_golden_holds_for_the_resize_alone()
    {
        // The product reads no GIF; libvips is asked for its first frame directly, as a picture of known pixels.
        _ = ImagesParts.Decoder().Inspect(Tiny.Png());
        Operation.Block("VipsForeignLoadNsgifBuffer", false);
        using Image frame = Image.NewFromBuffer(await File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", "animated.gif"), TestContext.Current.CancellationToken));
        Operation.Block("VipsForeignLoadNsgifBuffer", true);
        using Image rgb = frame.HasAlpha() ? frame.Flatten(background: [255, 255, 255]) : frame.Colourspace(Enums.Interpretation.Srgb);
        byte[] pixels = rgb.WriteToMemory<byte>();
        ResizePlan plan = ResizePlan.For(Clip, rgb.Width, rgb.Height);
        (int left, int right) = plan.Across.Needed();
        (int top, int bottom) = plan.Down.Needed();
        byte[] part = [.. Enumerable.Range(top, bottom - top).SelectMany(y => pixels.AsSpan(((y * rgb.Width) + left) * 3, (right - left) * 3).ToArray())];

        RgbPixels resized = BicubicResize.Run(part, plan);

        JsonElement golden = Lines("models", "clip-synthetic", "golden", "images.jsonl").Single(line => line.GetProperty("format").GetString() == "GIF");
        Assert.Equal(golden.GetProperty("rgb_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(resized.Data)));
    }

    [SharedFact]
    public async Task Shrinking_on_load_changes_a_large_photograph_hardly()
    {
        byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", "ultrahdr.jpg"), TestContext.Current.CancellationToken);
        PictureDecoder decoder = ImagesParts.Decoder();

        PictureResult<RgbPixels> whole = await decoder.DecodeAsync(content, Clip, TestContext.Current.CancellationToken);
        PictureResult<RgbPixels> shrunk = await decoder.DecodeAsync(content, Clip with { ShrinkOnLoad = true }, TestContext.Current.CancellationToken);

        (double mean, int most) = Difference(whole.Value!.Data, shrunk.Value!.Data);
        Assert.True(mean is > 0 and < 1.5, $"mean {mean}, most {most}");
        TestContext.Current.TestOutputHelper?.WriteLine($"mean {mean} most {most}");
    }

    internal static byte[] Pixels(string png)
    {
        _ = ImagesParts.Decoder().Inspect(Tiny.Png());
        using Image image = Image.PngloadBuffer(File.ReadAllBytes(png));
        return image.WriteToMemory<byte>();
    }

    internal static (double Mean, int Most) Difference(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        long sum = 0;
        int most = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            int difference = Math.Abs(expected[i] - actual[i]);
            sum += difference;
            most = Math.Max(most, difference);
        }

        return ((double)sum / expected.Length, most);
    }

    private static List<JsonElement> Lines(params string[] path) =>
        [.. File.ReadLines(SharedFolder.PathOf(path)).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
