using NetVips;
using VisualSearch.Benchmarks.Measuring;

namespace VisualSearch.Benchmarks.Pictures;

/// <summary>JPEGs as a camera or a shop would send: photographs of the shared folder brought to a size, with a sensor's noise so that they are as large as real ones.</summary>
internal static class MadePictures
{
    /// <summary>640 x 640 and 4000 x 3000 (12 Mpx).</summary>
    public static byte[][] Small(int count) => [.. Sources(count).Select((file, at) => Make(file, 640, 640, at))];

    public static byte[][] Phone(int count) => [.. Sources(count).Select((file, at) => Make(file, 4000, 3000, at))];

    private static IEnumerable<string> Sources(int count)
    {
        string[] files = [.. Directory.EnumerateFiles(Checkout.Shared("data", "magento_luma", "images"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return Enumerable.Range(0, count).Select(at => files[at * 7 % files.Length]);
    }

    private static byte[] Make(string file, int width, int height, int seed)
    {
        using Image picture = Image.Thumbnail(file, width, height, size: Enums.Size.Both, crop: Enums.Interesting.Centre);
        using Image noise = Image.Gaussnoise(width, height, sigma: 4, mean: 0, seed: seed);
        using Image noisy = (picture + noise).Cast(Enums.BandFormat.Uchar);
        return noisy.JpegsaveBuffer(q: 90);
    }
}
