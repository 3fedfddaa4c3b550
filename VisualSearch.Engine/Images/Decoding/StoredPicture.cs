namespace VisualSearch.Engine.Images;

/// <summary>What the bytes of a pixel mean.</summary>
internal enum StoredKind
{
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,

    /// <summary>Ink: 255 is full.</summary>
    Cmyk,
}

/// <summary>Turns pixels as stored into upright RGB over white.</summary>
internal static class StoredPicture
{
    /// <summary>Bytes a pixel.</summary>
    public static int Bands(StoredKind kind) => kind switch
    {
        StoredKind.Grey => 1,
        StoredKind.GreyAlpha => 2,
        StoredKind.Rgb => 3,
        _ => 4,
    };

    /// <summary>Writes the upright picture.</summary>
    /// <param name="stored">Rows without padding, <paramref name="width"/> x <paramref name="height"/> pixels of <paramref name="kind"/>.</param>
    /// <param name="orientation">Of EXIF.</param>
    /// <param name="upright">As many pixels of RGB.</param>
    public static unsafe void Straighten(ReadOnlySpan<byte> stored, int width, int height, StoredKind kind, Orientation orientation, Span<byte> upright)
    {
        int bands = Bands(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(stored.Length, width * height * bands);
        ArgumentOutOfRangeException.ThrowIfLessThan(upright.Length, width * height * 3);
        int uprightWidth = orientation.Turned ? height : width;
        int uprightHeight = orientation.Turned ? width : height;

        // Steps through the stored bytes for one step right, and one step down, in the upright picture.
        nint alongRow = orientation.MirrorX ? -bands : bands;
        nint alongColumn = orientation.MirrorY ? -(nint)width * bands : (nint)width * bands;
        nint right = orientation.Turned ? alongColumn : alongRow;
        nint down = orientation.Turned ? alongRow : alongColumn;
        fixed (byte* source = stored, output = upright)
        {
            byte* corner = source + ((((orientation.MirrorY ? height - 1 : 0) * (nint)width) + (orientation.MirrorX ? width - 1 : 0)) * bands);
            for (int y = 0; y < uprightHeight; y++)
            {
                Row(corner + (y * down), right, kind, output + ((nint)y * uprightWidth * 3), uprightWidth);
            }
        }
    }

    private static unsafe void Row(byte* pixel, nint step, StoredKind kind, byte* output, int count)
    {
        for (byte* end = output + ((nint)count * 3); output < end; output += 3, pixel += step)
        {
            switch (kind)
            {
                case StoredKind.Grey:
                    output[0] = output[1] = output[2] = pixel[0];
                    break;
                case StoredKind.GreyAlpha:
                    output[0] = output[1] = output[2] = OverWhite(pixel[0], pixel[1]);
                    break;
                case StoredKind.Rgb:
                    output[0] = pixel[0];
                    output[1] = pixel[1];
                    output[2] = pixel[2];
                    break;
                case StoredKind.Rgba:
                    output[0] = OverWhite(pixel[0], pixel[3]);
                    output[1] = OverWhite(pixel[1], pixel[3]);
                    output[2] = OverWhite(pixel[2], pixel[3]);
                    break;
                default:
                    output[0] = Inked(pixel[0], pixel[3]);
                    output[1] = Inked(pixel[1], pixel[3]);
                    output[2] = Inked(pixel[2], pixel[3]);
                    break;
            }
        }
    }

    private static byte OverWhite(int value, int alpha) => (byte)By255((value * alpha) + (255 * (255 - alpha)));

    private static byte Inked(int ink, int black) => (byte)Math.Max(0, 255 - black - By255(ink * (255 - black)));

    // Division by 255, rounded to nearest.
    private static int By255(int value) => (value + 128 + ((value + 128) >> 8)) >> 8;
}
