using System.Buffers;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Engine.Images;

/// <summary>
/// Pillow's bicubic, bit for bit: across, then down, each on 8-bit values with 22-bit weights; a pass whose size already fits is left out.
/// Only what the plan keeps is computed. Vectorised for AVX2; elsewhere plain code with the same bytes.
/// </summary>
internal static class BicubicResize
{
    /// <summary>Resizes to the plan's canvas.</summary>
    /// <param name="source">RGB rows of the part of the upright picture that the plan needs: columns <c>plan.Across.Needed()</c>, rows <c>plan.Down.Needed()</c>.</param>
    /// <param name="vectors">False forces the plain code, for tests.</param>
    public static RgbPixels Run(ReadOnlySpan<byte> source, ResizePlan plan, bool vectors = true)
    {
        (int left, int right) = plan.Across.Needed();
        (int top, int bottom) = plan.Down.Needed();
        int sourceWidth = right - left;
        int rows = bottom - top;
        int width = plan.Across.Kept;
        int height = plan.Down.Kept;
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, sourceWidth * rows * 3);
        vectors &= Avx2.IsSupported;

        bool padded = width != plan.CanvasWidth || height != plan.CanvasHeight;
        byte[] result = GC.AllocateUninitializedArray<byte>(plan.CanvasWidth * plan.CanvasHeight * 3);
        byte[]? kept = padded ? ArrayPool<byte>.Shared.Rent(width * height * 3) : null;
        Span<byte> output = padded ? kept.AsSpan(0, width * height * 3) : result;

        byte[]? between = null;
        ReadOnlySpan<byte> narrowed = source;
        if (!plan.Across.Fits)
        {
            between = ArrayPool<byte>.Shared.Rent(width * rows * 3);
            Across(source, sourceWidth, rows, left, plan.Across, between, vectors);
            narrowed = between.AsSpan(0, width * rows * 3);
        }

        if (plan.Down.Fits)
        {
            narrowed.CopyTo(output);
        }
        else
        {
            Down(narrowed, width * 3, rows, top, plan.Down, output, vectors);
        }

        if (kept is not null)
        {
            Place(output, width, height, plan, result);
            ArrayPool<byte>.Shared.Return(kept);
        }

        if (between is not null)
        {
            ArrayPool<byte>.Shared.Return(between);
        }

        return new RgbPixels(plan.CanvasWidth, plan.CanvasHeight, result);
    }

    private static void Across(ReadOnlySpan<byte> source, int sourceWidth, int rows, int origin, ResizeAxis axis, Span<byte> output, bool vectors)
    {
        using BicubicWeights weights = new(axis);
        for (int y = 0; y < rows; y++)
        {
            // The slice runs on to the end of the picture: the vector code may then read, with weight zero, a little past the row.
            ReadOnlySpan<byte> row = source[(y * sourceWidth * 3)..];
            Span<byte> target = output.Slice(y * axis.Kept * 3, axis.Kept * 3);
            int done = vectors ? BicubicVectors.Across(row, weights, origin, target) : 0;
            BicubicPlain.Across(row, weights, origin, target, done);
        }
    }

    private static void Down(ReadOnlySpan<byte> source, int rowBytes, int rows, int origin, ResizeAxis axis, Span<byte> output, bool vectors)
    {
        using BicubicWeights weights = new(axis);
        for (int y = 0; y < axis.Kept; y++)
        {
            Span<byte> target = output.Slice(y * rowBytes, rowBytes);
            int done = vectors ? BicubicVectors.Down(source, rowBytes, rows, weights, origin, y, target) : 0;
            BicubicPlain.Down(source, rowBytes, weights, origin, y, target, done);
        }
    }

    private static void Place(ReadOnlySpan<byte> picture, int width, int height, ResizePlan plan, Span<byte> canvas)
    {
        canvas.Fill(255);
        for (int y = 0; y < height; y++)
        {
            picture.Slice(y * width * 3, width * 3).CopyTo(canvas[((((plan.Top + y) * plan.CanvasWidth) + plan.Left) * 3)..]);
        }
    }
}
