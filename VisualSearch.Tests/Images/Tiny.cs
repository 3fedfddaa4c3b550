using NetVips;

namespace VisualSearch.Tests.Images;

/// <summary>Pictures made on the spot.</summary>
internal static class Tiny
{
    // A 1 x 1 grey PNG, known to be good.
    public static byte[] Png() => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    /// <summary>Seeded, smooth with some noise, RGB.</summary>
    public static Image Photo(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        uint state = 12345;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                state = (state * 1664525) + 1013904223;
                int at = ((y * width) + x) * 3;
                pixels[at] = (byte)((x * 200 / width) + (state >> 28));
                pixels[at + 1] = (byte)((y * 200 / height) + (state >> 27 & 15));
                pixels[at + 2] = (byte)(((x + y) * 200 / (width + height)) + (state >> 26 & 15));
            }
        }

        using Image image = Image.NewFromMemory(pixels, width, height, 3, Enums.BandFormat.Uchar);
        return image.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
