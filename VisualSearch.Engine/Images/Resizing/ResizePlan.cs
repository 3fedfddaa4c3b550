namespace VisualSearch.Engine.Images;

/// <summary>Where each pixel of the result comes from: one axis across, one down, and the place of the kept part on the canvas.</summary>
/// <param name="Left">Pixels of white to the left of the kept part; 0 unless padded.</param>
/// <param name="Top">Pixels of white above the kept part; 0 unless padded.</param>
internal sealed record ResizePlan(ResizeAxis Across, ResizeAxis Down, int CanvasWidth, int CanvasHeight, int Left, int Top)
{
    /// <summary>Plans for an upright picture of that size, not shrunk.</summary>
    public static ResizePlan For(PixelSpec spec, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.Height);
        return spec.Resize switch
        {
            ResizeRule.Crop => Crop(spec.Width, spec.Height, width, height),
            ResizeRule.Pad => Pad(spec.Width, spec.Height, width, height),
            ResizeRule.Squash => new(ResizeAxis.Whole(width, spec.Width), ResizeAxis.Whole(height, spec.Height), spec.Width, spec.Height, 0, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Resize, "No such rule"),
        };
    }

    /// <summary>The whole picture at another size.</summary>
    public static ResizePlan Scale(int width, int height, int toWidth, int toHeight) =>
        new(ResizeAxis.Whole(width, toWidth), ResizeAxis.Whole(height, toHeight), toWidth, toHeight, 0, 0);

    /// <summary>The same result from a picture whose decoder left out all but every <paramref name="factor"/>th detail.</summary>
    public ResizePlan Shrunk(int factor, int width, int height) =>
        factor == 1 ? this : this with { Across = Across.Shrunk(factor, width), Down = Down.Shrunk(factor, height) };

    /// <summary>How far the JPEG decoder may shrink (1, 2, 4 or 8) and still leave twice the pixels that the result needs, so that the bicubic decides the look.</summary>
    public int ShrinkFactor()
    {
        int factor = 8;
        while (factor > 1 && (Across.Source / factor < 2 * Across.Resized || Down.Source / factor < 2 * Down.Resized))
        {
            factor /= 2;
        }

        return factor;
    }

    // The side that must shrink least decides; the other one is truncated, as the reference preprocessing does, and cut in the middle.
    private static ResizePlan Crop(int toWidth, int toHeight, int width, int height)
    {
        bool narrow = (long)width * toHeight <= (long)height * toWidth;
        long resizedWidth = narrow ? toWidth : (long)toHeight * width / height;
        long resizedHeight = narrow ? (long)toWidth * height / width : toHeight;
        ResizeAxis across = new(width, width, resizedWidth, (resizedWidth - toWidth) / 2, toWidth);
        ResizeAxis down = new(height, height, resizedHeight, (resizedHeight - toHeight) / 2, toHeight);
        return new(across, down, toWidth, toHeight, 0, 0);
    }

    private static ResizePlan Pad(int toWidth, int toHeight, int width, int height)
    {
        bool wide = (long)width * toHeight >= (long)height * toWidth;
        int resizedWidth = wide ? toWidth : (int)Math.Max(1, (long)toHeight * width / height);
        int resizedHeight = wide ? (int)Math.Max(1, (long)toWidth * height / width) : toHeight;
        return new(ResizeAxis.Whole(width, resizedWidth), ResizeAxis.Whole(height, resizedHeight), toWidth, toHeight, (toWidth - resizedWidth) / 2, (toHeight - resizedHeight) / 2);
    }
}
