using Microsoft.Extensions.Options;
using NetVips;

namespace VisualSearch.Engine.Images;

/// <summary>Turns untrusted bytes into pixels. Thread-safe; bounded in pixels, memory and time over all callers.</summary>
/// <remarks>1 know the format by its bytes -> 2 read the header and refuse what is too large -> 3 wait for memory -> 4 decode, upright and in sRGB -> 5 resize.</remarks>
public sealed class PictureDecoder
{
    // A strip longer than this is no photograph, and its resize would need memory out of all proportion. JPEG allows no more, WebP a quarter.
    private const int LongestSide = 65_535;

    // A shown copy is a JPEG, whose sides are bounded too.
    private const int LongestShown = 16_384;

    private const int ShownQuality = 85;

    private readonly ImagesOptions _options;
    private readonly ImagesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly MemoryBudget _memory;

    internal PictureDecoder(IOptions<ImagesOptions> options, ImagesMetrics metrics, TimeProvider time)
    {
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _memory = new MemoryBudget(_options.DecodeMemoryBytes);
        ShownMemory = new MemoryBudget(_options.DecodeMemoryBytes / 2);
    }

    /// <summary>The share of all memory that copies to show may ask for, so that a search never waits behind more than one of the largest.</summary>
    internal MemoryBudget ShownMemory { get; }

    private static PictureFailure Damaged => new(PictureProblem.Corrupt, "The picture is damaged or cut off.");

    /// <summary>Reads the header alone.</summary>
    public PictureResult<PictureHeader> Inspect(ReadOnlyMemory<byte> content)
    {
        PictureResult<OpenedPicture> opened = Open(content);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        using OpenedPicture picture = opened.Value;
        return new PictureHeader(PictureSignature.Of(content.Span)!.Value, picture.StoredWidth, picture.StoredHeight, picture.Upright);
    }

    /// <summary>The pixels a model wants.</summary>
    public Task<PictureResult<RgbPixels>> DecodeAsync(ReadOnlyMemory<byte> content, PixelSpec spec, CancellationToken cancellationToken) =>
        ReadAsync(content, (width, height) => ResizePlan.For(spec, width, height), spec.Profiles, spec.ShrinkOnLoad, null, cancellationToken);

    /// <summary>A smaller copy to show: upright, sRGB, over white, no metadata; a JPEG. The picture as it is, when that is no wider, upright and has fewer bytes.</summary>
    /// <param name="width">Pixels; a narrower picture keeps its size.</param>
    public async Task<PictureResult<EncodedPicture>> ResizeAsync(ReadOnlyMemory<byte> content, int width, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        PictureResult<RgbPixels> read = await ReadAsync(content, (w, h) => Shown(w, h, width), ProfileRule.Convert, true, ShownMemory, cancellationToken).ConfigureAwait(false);
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        using Image image = Image.NewFromMemory(read.Value.Data, read.Value.Width, read.Value.Height, 3, Enums.BandFormat.Uchar);
        byte[] copy = image.JpegsaveBuffer(q: ShownQuality, keep: Enums.ForeignKeep.None);
        return content.Length <= copy.Length && Inspect(content).Value is { Upright: true } header && header.Width <= width
            ? EncodedPicture.Of(header.Format, content.ToArray())
            : EncodedPicture.Of(PictureFormat.Jpeg, copy);
    }

    private static ResizePlan Shown(int width, int height, int wanted)
    {
        double scale = Math.Min(1, Math.Min((double)wanted / width, (double)LongestShown / height));
        return ResizePlan.Scale(width, height, Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }

    private async Task<PictureResult<RgbPixels>> ReadAsync(ReadOnlyMemory<byte> content, Func<int, int, ResizePlan> plan, ProfileRule profiles, bool shrink, MemoryBudget? share, CancellationToken cancellationToken)
    {
        // Decoding is work for a processor: off the caller's thread, which may be a request's.
        PictureResult<RgbPixels> result = await Task.Run(() => ReadHereAsync(content, plan, profiles, shrink, share, cancellationToken), cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<PictureResult<RgbPixels>> ReadHereAsync(ReadOnlyMemory<byte> content, Func<int, int, ResizePlan> plan, ProfileRule profiles, bool shrink, MemoryBudget? share, CancellationToken cancellationToken)
    {
        PictureResult<OpenedPicture> opened = Open(content);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        using OpenedPicture picture = opened.Value;
        ResizePlan planned = plan(picture.Width, picture.Height);
        long bytes = picture.EstimateBytes(planned, shrink);
        using MemoryBudget.Lease? within = share is null ? null : await share.RentAsync(bytes, cancellationToken).ConfigureAwait(false);
        using MemoryBudget.Lease lease = await _memory.RentAsync(bytes, cancellationToken).ConfigureAwait(false);
        long started = _time.GetTimestamp();
        PictureResult<RgbPixels> result = Decode(picture, planned, profiles, shrink, cancellationToken);
        _metrics.PictureDecoded(_time.GetElapsedTime(started), result.Failure);
        return result;
    }

    private PictureResult<RgbPixels> Decode(OpenedPicture picture, ResizePlan plan, ProfileRule profiles, bool shrink, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(_options.DecodeTimeout, _time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return picture.Read(plan, profiles, shrink, stop.Token);
        }
        catch (VipsException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return deadline.IsCancellationRequested ? new PictureFailure(PictureProblem.Corrupt, "The picture took too long to decode.") : Damaged;
        }
    }

    private PictureResult<OpenedPicture> Open(ReadOnlyMemory<byte> content)
    {
        if (PictureSignature.Refusal(content.Span) is { } refusal)
        {
            return refusal;
        }

        if (content.Length > _options.MaxBytes)
        {
            return PictureLimits.TooLarge(_options.MaxBytes);
        }

        OpenedPicture picture;
        try
        {
            picture = OpenedPicture.Open(PictureSignature.Of(content.Span)!.Value, content);
        }
        catch (VipsException)
        {
            return Damaged;
        }

        if ((long)picture.StoredWidth * picture.StoredHeight <= _options.MaxPixels && Math.Max(picture.StoredWidth, picture.StoredHeight) <= LongestSide)
        {
            return picture;
        }

        PictureFailure failure = PictureLimits.TooManyPixels(picture.StoredWidth, picture.StoredHeight, _options.MaxPixels, LongestSide);
        picture.Dispose();
        return failure;
    }
}

/// <param name="Width">Pixels, as stored (before EXIF orientation).</param>
/// <param name="Height">Pixels, as stored.</param>
/// <param name="Upright">It is shown as it is stored, without being turned or mirrored after EXIF.</param>
public sealed record PictureHeader(PictureFormat Format, int Width, int Height, bool Upright = true);

public enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
}

public sealed record EncodedPicture(byte[] Content, string ContentType)
{
    public static EncodedPicture Of(PictureFormat format, byte[] content) => new(content, format switch
    {
        PictureFormat.Jpeg => "image/jpeg",
        PictureFormat.Png => "image/png",
        PictureFormat.WebP => "image/webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    });
}
