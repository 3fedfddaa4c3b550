using System.Globalization;
using NetVips;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Images;

/// <summary>Broken, absurd and odd files at the decoder: each ends as the manifest says, none takes the process or its memory along.</summary>
public sealed class HostilePictureTests
{
    private const long MaxGrowth = 300L << 20;

    private static readonly PixelSpec Spec = new(240, 240);

    [SharedFact]
    public async Task Every_hostile_file_ends_as_its_manifest_says_within_bounded_memory()
    {
        PictureDecoder decoder = ImagesParts.Decoder();

        // Other tests share the process, so what is measured is libvips' own count of what it holds for pictures, at its highest.
        long before = (long)Stats.MemHighwater;
        List<string> wrong = [];
        int files = 0;
        foreach (string line in File.ReadLines(SharedFolder.PathOf("data", "hostile", "MANIFEST.csv")).Skip(1))
        {
            string[] fields = line.Split(',');
            byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", fields[0]), TestContext.Current.CancellationToken);
            PictureResult<RgbPixels> result = await decoder.DecodeAsync(content, Spec, TestContext.Current.CancellationToken);
            files++;
            TestContext.Current.TestOutputHelper?.WriteLine($"{fields[0]} {fields[3]}: {result.Failure?.ToString() ?? "ok"}");
            if (fields[3] != "either" && (fields[3] == "accept") != result.Succeeded)
            {
                wrong.Add($"{fields[0]} must be {fields[3]}: {result.Failure?.ToString() ?? "was read"}");
            }

            if (result.Succeeded)
            {
                Assert.Equal(240 * 240 * 3, result.Value.Data.Length);
            }
            else
            {
                Assert.False(result.Failure.Transient);
            }
        }

        Assert.Equal(94, files);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        long growth = (long)Stats.MemHighwater - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"peak grew by {growth >> 20} MB");
        Assert.True(growth < MaxGrowth, string.Create(CultureInfo.InvariantCulture, $"peak memory grew by {growth >> 20} MB"));
    }

    [SharedTheory]
    [InlineData("bomb_20k_gray.png", PictureProblem.TooManyPixels)]
    [InlineData("bomb_20k_gray.jpg", PictureProblem.TooManyPixels)]
    [InlineData("bomb_65536.png", PictureProblem.TooManyPixels)]
    [InlineData("zero_byte.jpg", PictureProblem.Corrupt)]
    [InlineData("soi_only.jpg", PictureProblem.Corrupt)]
    [InlineData("ihdr_only.png", PictureProblem.Corrupt)]
    [InlineData("broken.png", PictureProblem.Corrupt)]
    [InlineData("trunc_photo.jpg", PictureProblem.Corrupt)]
    [InlineData("animated.gif", PictureProblem.UnsupportedFormat)]
    [InlineData("photo.tif", PictureProblem.UnsupportedFormat)]
    [InlineData("photo.jp2", PictureProblem.UnsupportedFormat)]
    [InlineData("orientation6.avif", PictureProblem.UnsupportedFormat)]
    [InlineData("bmp_rgb24.bmp", PictureProblem.UnsupportedFormat)]
    [InlineData("svg_named.jpg", PictureProblem.UnsupportedFormat)]
    [InlineData("html_named.jpg", PictureProblem.UnsupportedFormat)]
    [InlineData("random.jpg", PictureProblem.UnsupportedFormat)]
    public async Task A_bad_picture_is_refused_for_the_right_reason(string file, PictureProblem problem)
    {
        byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", file), TestContext.Current.CancellationToken);

        PictureResult<RgbPixels> result = await ImagesParts.Decoder().DecodeAsync(content, Spec, TestContext.Current.CancellationToken);

        Assert.Equal(problem, result.Failure?.Problem);
    }

    [SharedTheory]
    [InlineData("exif_landscape_", new[] { 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData("exif_portrait_", new[] { 2, 3, 4, 6, 8 })]
    public async Task Pictures_that_differ_in_orientation_alone_give_nearly_the_same_pixels(string series, int[] orientations)
    {
        PictureDecoder decoder = ImagesParts.Decoder();
        byte[] upright = await Decode(decoder, $"{series}1.jpg");
        foreach (int orientation in orientations)
        {
            byte[] turned = await Decode(decoder, $"{series}{orientation}.jpg");

            // The series was saved again as JPEG each time, so grain differs; a wrong turn differs by dozens.
            (double mean, _) = DecoderGoldenTests.Difference(upright, turned);
            Assert.True(mean < 6, string.Create(CultureInfo.InvariantCulture, $"{series}{orientation}: mean difference {mean:0.00}"));
        }
    }

    private static async Task<byte[]> Decode(PictureDecoder decoder, string file)
    {
        byte[] content = await File.ReadAllBytesAsync(SharedFolder.PathOf("data", "hostile", file), TestContext.Current.CancellationToken);
        PictureResult<RgbPixels> result = await decoder.DecodeAsync(content, Spec, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        return result.Value.Data;
    }
}
