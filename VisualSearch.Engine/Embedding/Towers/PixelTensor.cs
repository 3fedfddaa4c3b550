using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>Turns interleaved RGB bytes into the planes a tower reads: <c>(value / 255 - mean) / std</c>, channels first.</summary>
internal sealed class PixelTensor
{
    private readonly float[] _scale = new float[3];
    private readonly float[] _shift = new float[3];

    /// <param name="mean">R G B, for values 0 to 1.</param>
    public PixelTensor(ReadOnlySpan<float> mean, ReadOnlySpan<float> std)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            // In double, rounded once: a multiplication and an addition are then within a float's last digit of the formula.
            _scale[channel] = (float)(1 / (255.0 * std[channel]));
            _shift[channel] = (float)(-(double)mean[channel] / std[channel]);
        }
    }

    /// <param name="planes">As many floats as there are bytes.</param>
    public void Fill(ReadOnlySpan<byte> rgb, Span<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, rgb.Length);
        int pixels = rgb.Length / 3;
        for (int channel = 0; channel < 3; channel++)
        {
            FillPlane(rgb, planes.Slice(channel * pixels, pixels), channel);
        }
    }

    private void FillPlane(ReadOnlySpan<byte> rgb, Span<float> plane, int channel)
    {
        float scale = _scale[channel];
        float shift = _shift[channel];
        int pixel = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> scales = Vector128.Create(scale);
            Vector128<float> shifts = Vector128.Create(shift);
            (Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) = Picks(channel);
            ref byte source = ref MemoryMarshal.GetReference(rgb);
            ref float target = ref MemoryMarshal.GetReference(plane);
            for (; pixel + 16 <= plane.Length; pixel += 16)
            {
                nuint at = (nuint)(pixel * 3);
                Vector128<byte> values = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, at), first)
                    | Vector128.Shuffle(Vector128.LoadUnsafe(ref source, at + 16), second)
                    | Vector128.Shuffle(Vector128.LoadUnsafe(ref source, at + 32), third);
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(values);
                (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
                (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
                Store(a, ref target, pixel);
                Store(b, ref target, pixel + 4);
                Store(c, ref target, pixel + 8);
                Store(d, ref target, pixel + 12);
            }

            void Store(Vector128<uint> values, ref float target, int at) =>
                ((Vector128.ConvertToSingle(values.AsInt32()) * scales) + shifts).StoreUnsafe(ref target, (nuint)at);
        }

        for (; pixel < plane.Length; pixel++)
        {
            plane[pixel] = (rgb[(pixel * 3) + channel] * scale) + shift;
        }
    }

    /// <summary>Where, in each of three vectors of 16 bytes, the bytes of one channel lie; an index out of range gives 0.</summary>
    private static (Vector128<byte> First, Vector128<byte> Second, Vector128<byte> Third) Picks(int channel)
    {
        Span<byte> picks = stackalloc byte[48];
        picks.Fill(0xFF);
        for (int i = 0; i < 16; i++)
        {
            int at = (i * 3) + channel;
            picks[(at / 16 * 16) + i] = (byte)(at % 16);
        }

        return (Vector128.Create<byte>(picks[..16]), Vector128.Create<byte>(picks[16..32]), Vector128.Create<byte>(picks[32..]));
    }
}
