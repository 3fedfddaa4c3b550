using CsCheck;
using VisualSearch.Engine.Embedding.Towers;

namespace VisualSearch.Tests.Embedding;

public sealed class PixelTensorTests
{
    private static readonly float[] Mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Std = [0.26862954f, 0.26130258f, 0.27577711f];

    [Fact]
    public void Planes_hold_the_normalised_channels_whatever_the_number_of_pixels() =>
        Gen.Int[1, 100].SelectMany(pixels => Gen.Byte.Array[pixels * 3]).Sample(rgb =>
        {
            float[] planes = new float[rgb.Length];
            new PixelTensor(Mean, Std).Fill(rgb, planes);
            int pixels = rgb.Length / 3;
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    double expected = ((rgb[(pixel * 3) + channel] / 255.0) - Mean[channel]) / Std[channel];
                    if (Math.Abs(expected - planes[(channel * pixels) + pixel]) > 1e-6)
                    {
                        return false;
                    }
                }
            }

            return true;
        });

    [Fact]
    public void Buffers_of_another_length_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelTensor(Mean, Std).Fill(new byte[6], new float[3]));
}
