namespace VisualSearch.Engine.Images;

/// <summary>Turns untrusted bytes into pixels. Thread-safe; bounded in pixels, memory and time over all callers.</summary>
public sealed class PictureDecoder
{
    /// <summary>Reads the header alone.</summary>
    public PictureResult<PictureHeader> Inspect(ReadOnlyMemory<byte> content) => throw new NotImplementedException();

    /// <summary>The pixels a model wants.</summary>
    public Task<PictureResult<RgbPixels>> DecodeAsync(ReadOnlyMemory<byte> content, PixelSpec spec, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A smaller copy to show: upright, sRGB, no metadata.</summary>
    /// <param name="width">Pixels; a narrower picture keeps its size.</param>
    public Task<PictureResult<EncodedPicture>> ResizeAsync(ReadOnlyMemory<byte> content, int width, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Width">Pixels, as stored (before EXIF orientation).</param>
public sealed record PictureHeader(PictureFormat Format, int Width, int Height);

public enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
}

public sealed record EncodedPicture(byte[] Content, string ContentType);
