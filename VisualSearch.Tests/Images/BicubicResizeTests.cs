using CsCheck;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>The resize against the recipe, written down as plainly as it is told: whole picture, no cropping of work, no vectors.</summary>
public sealed class BicubicResizeTests
{
    private static readonly Gen<PixelSpec> Specs =
        from width in Gen.Int[1, 90]
        from height in Gen.Int[1, 90]
        from rule in Gen.Enum<ResizeRule>()
        select new PixelSpec(width, height, rule);

    [Fact]
    public void Any_picture_and_rule_give_the_recipe_s_bytes_with_and_without_vectors() =>
        (from spec in Specs
         from width in Gen.Int[1, 200]
         from height in Gen.Int[1, 200]
         from seed in Gen.UInt
         select (spec, width, height, seed)).Sample(
            sample =>
            {
                byte[] picture = Noise(sample.width, sample.height, sample.seed);
                byte[] expected = Expected(picture, sample.width, sample.height, sample.spec);
                Assert.Equal(expected, Actual(picture, sample.width, sample.height, sample.spec, vectors: true));
                Assert.Equal(expected, Actual(picture, sample.width, sample.height, sample.spec, vectors: false));
            },
            iter: 150);

    [Theory]
    [InlineData(1, 16_000, ResizeRule.Crop)]
    [InlineData(16_000, 1, ResizeRule.Crop)]
    [InlineData(1, 65_535, ResizeRule.Crop)]
    [InlineData(65_535, 1, ResizeRule.Crop)]
    public void A_thin_strip_costs_its_middle_alone(int width, int height, ResizeRule rule)
    {
        ResizePlan plan = ResizePlan.For(new PixelSpec(224, 224, rule), width, height);
        (int left, int right) = plan.Across.Needed();
        (int top, int bottom) = plan.Down.Needed();

        Assert.InRange((right - left) * (bottom - top), 1, 64);
        byte[] picture = Noise(width, height, 7);
        Assert.Equal(ExpectedMiddle(picture, width, height, plan), Actual(picture, width, height, new PixelSpec(224, 224, rule), vectors: true));
    }

    [Theory]
    [InlineData(ResizeRule.Pad)]
    [InlineData(ResizeRule.Squash)]
    public void A_strip_of_16_000_rows_meets_the_recipe_whole(ResizeRule rule)
    {
        PixelSpec spec = new(32, 32, rule);
        byte[] picture = Noise(1, 16_000, 9);
        Assert.Equal(Expected(picture, 1, 16_000, spec), Actual(picture, 1, 16_000, spec, vectors: true));
    }

    [Theory]
    [InlineData(300, 403, 224, 300, 0, 38)]
    [InlineData(403, 300, 300, 224, 38, 0)]
    [InlineData(331, 224, 331, 224, 53, 0)]
    [InlineData(1800, 40, 10080, 224, 4928, 0)]
    public void Crop_truncates_the_long_side_and_floors_the_margin(int width, int height, long resizedWidth, long resizedHeight, long left, long top)
    {
        ResizePlan plan = ResizePlan.For(new PixelSpec(224, 224), width, height);

        Assert.Equal((resizedWidth, resizedHeight, left, top), (plan.Across.Resized, plan.Down.Resized, plan.Across.From, plan.Down.From));
    }

    [Theory]
    [InlineData(3840, 2160, 4)]
    [InlineData(640, 640, 1)]
    [InlineData(896, 896, 2)]
    [InlineData(895, 895, 1)]
    [InlineData(4000, 3000, 4)]
    [InlineData(8000, 8000, 8)]
    [InlineData(100, 8000, 1)]
    public void Shrink_on_load_leaves_twice_the_pixels_at_least(int width, int height, int factor) =>
        Assert.Equal(factor, ResizePlan.For(new PixelSpec(224, 224), width, height).ShrinkFactor());

    [Fact]
    public void Padding_is_white_and_centred()
    {
        byte[] black = new byte[40 * 20 * 3];
        byte[] padded = Actual(black, 40, 20, new PixelSpec(40, 40, ResizeRule.Pad), vectors: true);

        Assert.All(Enumerable.Range(0, 40), y => Assert.Equal(y is >= 10 and < 30 ? 0 : 255, padded[((y * 40) + 20) * 3]));
    }

    private static byte[] Actual(byte[] picture, int width, int height, PixelSpec spec, bool vectors)
    {
        ResizePlan plan = ResizePlan.For(spec, width, height);
        (int left, int right) = plan.Across.Needed();
        (int top, int bottom) = plan.Down.Needed();
        byte[] part = new byte[(right - left) * (bottom - top) * 3];
        for (int y = top; y < bottom; y++)
        {
            picture.AsSpan(((y * width) + left) * 3, (right - left) * 3).CopyTo(part.AsSpan((y - top) * (right - left) * 3));
        }

        return BicubicResize.Run(part, plan, vectors).Data;
    }

    private static byte[] Expected(byte[] picture, int width, int height, PixelSpec spec)
    {
        ResizePlan plan = ResizePlan.For(spec, width, height);
        byte[,,] pixels = new byte[height, width, 3];
        Buffer.BlockCopy(picture, 0, pixels, 0, picture.Length);
        byte[,,] resized = Pass(Pass(pixels, plan.Across.Resized, across: true), plan.Down.Resized, across: false);
        byte[] canvas = new byte[spec.Width * spec.Height * 3];
        Array.Fill(canvas, (byte)255);
        for (int y = 0; y < plan.Down.Kept; y++)
        {
            for (int x = 0; x < plan.Across.Kept; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    canvas[((((plan.Top + y) * spec.Width) + plan.Left + x) * 3) + c] = resized[plan.Down.From + y, plan.Across.From + x, c];
                }
            }
        }

        return canvas;
    }

    // For strips whose whole result would not fit into memory: single pixels of both passes, by the same formula.
    private static byte[] ExpectedMiddle(byte[] picture, int width, int height, ResizePlan plan)
    {
        bool wide = width > height;
        ResizeAxis axis = wide ? plan.Across : plan.Down;
        byte[] result = new byte[224 * 224 * 3];
        for (int i = 0; i < 224; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                byte value = Sample(axis.Length, axis.Resized, axis.From + i, at => picture[(at * 3) + c]);
                for (int j = 0; j < 224; j++)
                {
                    result[(((wide ? j : i) * 224) + (wide ? i : j)) * 3 + c] = value;
                }
            }
        }

        return result;
    }

    private static byte[,,] Pass(byte[,,] pixels, long size, bool across)
    {
        int height = pixels.GetLength(0);
        int width = pixels.GetLength(1);
        int length = across ? width : height;
        if (size == length)
        {
            return pixels;
        }

        byte[,,] result = across ? new byte[height, size, 3] : new byte[size, width, 3];
        for (int other = 0; other < (across ? height : width); other++)
        {
            for (int i = 0; i < size; i++)
            {
                for (int c = 0; c < 3; c++)
                {
                    byte value = Sample(length, size, i, at => across ? pixels[other, at, c] : pixels[at, other, c]);
                    if (across)
                    {
                        result[other, i, c] = value;
                    }
                    else
                    {
                        result[i, other, c] = value;
                    }
                }
            }
        }

        return result;
    }

    private static byte Sample(int length, long size, long position, Func<int, byte> source)
    {
        double scale = (double)length / size;
        double f = Math.Max(scale, 1);
        double centre = (position + 0.5) * scale;
        int from = (int)Math.Max(Math.Truncate(centre - (2 * f) + 0.5), 0);
        int to = (int)Math.Min(Math.Truncate(centre + (2 * f) + 0.5), length);
        double[] weights = [.. Enumerable.Range(from, to - from).Select(i => Cubic(Math.Abs((i - centre + 0.5) * (1 / f))))];
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        long sum = 1 << 21;
        for (int i = from; i < to; i++)
        {
            double weight = weights[i - from] * (1 / total) * (1 << 22);
            sum += (int)(weight < 0 ? weight - 0.5 : weight + 0.5) * source(i);
        }

        return (byte)Math.Clamp(sum >> 22, 0, 255);
    }

    private static double Cubic(double t) =>
        t < 1 ? (((1.5 * t) - 2.5) * t * t) + 1 : t < 2 ? ((((t - 5) * t) + 8) * t - 4) * -0.5 : 0;

    private static byte[] Noise(int width, int height, uint seed)
    {
        byte[] picture = new byte[width * height * 3];
        new Random((int)seed).NextBytes(picture);
        return picture;
    }
}
