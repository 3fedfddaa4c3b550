namespace VisualSearch.Engine.Images;

/// <summary>The two passes without vectors: for other processors, and for the few pixels at the end that a vector would overrun.</summary>
internal static class BicubicPlain
{
    private const int Half = 1 << (BicubicWeights.Precision - 1);

    /// <summary>One row, from its pixel <paramref name="start"/> on.</summary>
    public static void Across(ReadOnlySpan<byte> row, BicubicWeights weights, int origin, Span<byte> target, int start)
    {
        for (int x = start; x < target.Length / 3; x++)
        {
            int red = Half;
            int green = Half;
            int blue = Half;
            ReadOnlySpan<byte> pixel = row[((weights.From[x] - origin) * 3)..];
            for (int i = 0; i < weights.Count[x]; i++)
            {
                int weight = Weight(weights, x, i);
                red += weight * pixel[i * 3];
                green += weight * pixel[(i * 3) + 1];
                blue += weight * pixel[(i * 3) + 2];
            }

            target[x * 3] = Clamp(red);
            target[(x * 3) + 1] = Clamp(green);
            target[(x * 3) + 2] = Clamp(blue);
        }
    }

    /// <summary>Row <paramref name="y"/> of the result, from its byte <paramref name="start"/> on.</summary>
    public static void Down(ReadOnlySpan<byte> source, int rowBytes, BicubicWeights weights, int origin, int y, Span<byte> target, int start)
    {
        int first = weights.From[y] - origin;
        for (int x = start; x < rowBytes; x++)
        {
            int sum = Half;
            for (int i = 0; i < weights.Count[y]; i++)
            {
                sum += Weight(weights, y, i) * source[((first + i) * rowBytes) + x];
            }

            target[x] = Clamp(sum);
        }
    }

    private static int Weight(BicubicWeights weights, int position, int index) =>
        (weights.High[(position * weights.Stride) + index] << BicubicWeights.LowBits) + weights.Low[(position * weights.Stride) + index];

    private static byte Clamp(int sum) => (byte)Math.Clamp(sum >> BicubicWeights.Precision, 0, 255);
}
