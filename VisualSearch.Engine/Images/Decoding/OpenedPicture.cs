using System.Buffers;
using System.Runtime.InteropServices;
using NetVips;

namespace VisualSearch.Engine.Images;

/// <summary>A picture whose header has been read and whose pixels have not. Throws <see cref="VipsException"/> for what libvips cannot read.</summary>
internal sealed class OpenedPicture : IDisposable
{
    private const string ProfileField = "icc-profile-data";

    private readonly PictureFormat _format;
    private readonly byte[] _content;
    private readonly Image _image;
    private readonly Orientation _orientation;

    private OpenedPicture(PictureFormat format, byte[] content)
    {
        _format = format;
        _content = content;
        _image = Load(format, content, 1);
        _orientation = Orientation.Of(Number("orientation"));
    }

    /// <summary>Pixels, as stored.</summary>
    public int StoredWidth => _image.Width;

    /// <summary>Pixels, as stored.</summary>
    public int StoredHeight => _image.Height;

    /// <summary>Pixels, upright.</summary>
    public int Width => _orientation.Turned ? StoredHeight : StoredWidth;

    /// <summary>Pixels, upright.</summary>
    public int Height => _orientation.Turned ? StoredWidth : StoredHeight;

    public bool Upright => _orientation.Upright;

    /// <param name="content">With the signature of that format.</param>
    public static OpenedPicture Open(PictureFormat format, ReadOnlyMemory<byte> content)
    {
        LibVips.EnsureReady();
        bool whole = MemoryMarshal.TryGetArray(content, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length;
        return new OpenedPicture(format, whole ? segment.Array! : content.ToArray());
    }

    /// <summary>Roughly the most bytes that reading takes at once: the decoder's own, the rows that are kept, and what they become.</summary>
    public long EstimateBytes(ResizePlan plan, bool shrink)
    {
        long pixels = (long)StoredWidth * StoredHeight;
        int sample = _image.Format == Enums.BandFormat.Ushort ? 2 : 1;
        int factor = shrink && _format == PictureFormat.Jpeg ? plan.ShrinkFactor() : 1;

        // Progressive JPEG keeps all coefficients, interlaced PNG all pixels, and WebP decodes a whole frame beside its canvas.
        long decoder = _format switch
        {
            PictureFormat.WebP => pixels * 8,
            PictureFormat.Jpeg => Number("interlaced") != 0 ? pixels * 2 * _image.Bands : 0,
            _ => Number("interlaced") != 0 ? pixels * _image.Bands * sample : 0,
        };
        long kept = pixels / (factor * factor) * (_image.Bands + 3);
        return decoder + kept + (2L * plan.CanvasWidth * plan.CanvasHeight * 3) + (2L * _content.Length);
    }

    /// <summary>Reads the pixels, upright, and resizes them. The token kills the decoder between two of its strips; it then throws <see cref="VipsException"/>.</summary>
    public RgbPixels Read(ResizePlan plan, ProfileRule profiles, bool shrink, CancellationToken cancellationToken)
    {
        int factor = shrink && _format == PictureFormat.Jpeg ? plan.ShrinkFactor() : 1;
        using Image loaded = factor == 1 ? _image.Copy() : Load(_format, _content, factor);
        plan = plan.Shrunk(factor, _orientation.Turned ? loaded.Height : loaded.Width, _orientation.Turned ? loaded.Width : loaded.Height);
        (int From, int To) across = plan.Across.Needed();
        (int From, int To) down = plan.Down.Needed();
        ((int From, int To) columns, (int From, int To) rows) = _orientation.Stored(across, down, loaded.Width, loaded.Height);

        using Image cut = loaded.Crop(columns.From, rows.From, columns.To - columns.From, rows.To - rows.From);
        using Image shallow = cut.Format switch
        {
            Enums.BandFormat.Uchar => cut.Copy(),
            Enums.BandFormat.Ushort => cut.Cast(Enums.BandFormat.Uchar, shift: true),
            _ => throw new VipsException($"unexpected samples {cut.Format}"),
        };

        // Colours of three channels are converted after the resize, which leaves a tenth of the pixels to convert; white stays white, so alpha does not mind.
        bool convert = profiles == ProfileRule.Convert;
        bool late = convert && Kind(shallow) is (StoredKind.Rgb or StoredKind.Rgba);
        using Image coloured = convert && !late ? ToSrgb(shallow) : shallow.Copy();
        using CancellationTokenRegistration kill = cancellationToken.UnsafeRegister(static image => ((Image)image!).SetKill(true), coloured);
        nint pixels = coloured.WriteToMemory(out ulong bytes);
        try
        {
            RgbPixels resized = Resize(Span(pixels, bytes), coloured, plan);
            return late ? ToSrgb(resized, loaded) : resized;
        }
        finally
        {
            NetVips.NetVips.Free(pixels);
        }
    }

    public void Dispose() => _image.Dispose();

    private static unsafe ReadOnlySpan<byte> Span(nint pixels, ulong bytes) => new((void*)pixels, checked((int)bytes));

    // Damage that the decoder notices refuses the picture: half a picture, grey from there on, would be found as another one.
    private static Image Load(PictureFormat format, byte[] content, int shrink) => format switch
    {
        PictureFormat.Jpeg => Image.JpegloadBuffer(content, shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        PictureFormat.Png => Image.PngloadBuffer(content, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        _ => Image.WebploadBuffer(content, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
    };

    private static StoredKind Kind(Image image) => image.Bands switch
    {
        1 => StoredKind.Grey,
        2 => StoredKind.GreyAlpha,
        3 => StoredKind.Rgb,
        4 => image.Interpretation == Enums.Interpretation.Cmyk ? StoredKind.Cmyk : StoredKind.Rgba,
        _ => throw new VipsException($"unexpected bands {image.Bands}"),
    };

    private static Image ToSrgb(Image image)
    {
        bool ink = image.Interpretation == Enums.Interpretation.Cmyk;
        if (!ink && (!image.Contains(ProfileField) || IccProfile.IsSrgb((byte[])image.Get(ProfileField))))
        {
            return image.Copy();
        }

        try
        {
            return image.IccTransform("srgb", intent: Enums.Intent.Perceptual, embedded: true, inputProfile: ink ? "cmyk" : "srgb", depth: 8);
        }
        catch (VipsException)
        {
            // A broken profile, or one for another kind of pixels: viewers show such a picture without it, and so do we.
            return image.Copy();
        }
    }

    private static RgbPixels ToSrgb(RgbPixels pixels, Image origin)
    {
        if (!origin.Contains(ProfileField) || origin.Get(ProfileField) is not byte[] profile || IccProfile.IsSrgb(profile))
        {
            return pixels;
        }

        using Image plain = Image.NewFromMemory(pixels.Data, pixels.Width, pixels.Height, 3, Enums.BandFormat.Uchar);
        using Image named = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        using Image tagged = named.Mutate(image => image.Set(GValue.BlobType, ProfileField, profile));
        using Image converted = ToSrgb(tagged);
        return pixels with { Data = converted.WriteToMemory<byte>() };
    }

    private RgbPixels Resize(ReadOnlySpan<byte> stored, Image image, ResizePlan plan)
    {
        StoredKind kind = Kind(image);
        if (kind == StoredKind.Rgb && _orientation.Upright)
        {
            return BicubicResize.Run(stored, plan);
        }

        int length = image.Width * image.Height * 3;
        byte[] upright = ArrayPool<byte>.Shared.Rent(length);
        StoredPicture.Straighten(stored, image.Width, image.Height, kind, _orientation, upright);
        RgbPixels resized = BicubicResize.Run(upright.AsSpan(0, length), plan);
        ArrayPool<byte>.Shared.Return(upright);
        return resized;
    }

    private int Number(string field) => _image.Contains(field) && _image.Get(field) is int value ? value : 0;
}
