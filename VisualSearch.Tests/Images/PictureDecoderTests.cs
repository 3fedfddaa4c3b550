using NetVips;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>Colours, bounds and copies, on pictures made here.</summary>
public sealed class PictureDecoderTests
{
    private static readonly PixelSpec Small = new(16, 16);

    public PictureDecoderTests() => _ = ImagesParts.Decoder().Inspect(Tiny.Png());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, 100, 50)]
    [InlineData(90, 160, 120)]
    [InlineData(128, 128, 128)]
    [InlineData(60, 70, 180)]
    public async Task A_display_p3_picture_is_converted_to_the_srgb_that_the_formulas_give(byte red, byte green, byte blue)
    {
        byte[] content = Tagged(red, green, blue, "p3");

        byte[] converted = await Decode(content, Small);
        byte[] ignored = await Decode(content, Small with { Profiles = ProfileRule.Ignore });

        (double r, double g, double b) = SrgbOfP3(red, green, blue);
        Assert.InRange(converted[0], r - 1.5, r + 1.5);
        Assert.InRange(converted[1], g - 1.5, g + 1.5);
        Assert.InRange(converted[2], b - 1.5, b + 1.5);
        Assert.Equal([red, green, blue], ignored[..3]);
    }

    [Fact]
    public async Task An_srgb_profile_changes_no_byte()
    {
        Assert.True(IccProfile.IsSrgb(Image.ProfileLoad("srgb")));
        Assert.False(IccProfile.IsSrgb(Image.ProfileLoad("p3")));
        Assert.False(IccProfile.IsSrgb(Image.ProfileLoad("cmyk")));

        Assert.Equal([200, 100, 50], (await Decode(Tagged(200, 100, 50, "srgb"), Small))[..3]);
    }

    [Fact]
    public async Task A_broken_profile_is_left_aside()
    {
        byte[] profile = Image.ProfileLoad("p3");
        Array.Fill(profile, (byte)7, 200, profile.Length - 200);

        Assert.Equal([200, 100, 50], (await Decode(Tagged(200, 100, 50, profile), Small))[..3]);
    }

    [Fact]
    public async Task Transparent_is_white_and_half_transparent_half_white()
    {
        using Image clear = Image.NewFromMemory(Enumerable.Repeat<byte[]>([0, 100, 200, 0], 256).SelectMany(pixel => pixel).ToArray(), 16, 16, 4, Enums.BandFormat.Uchar);
        using Image half = Image.NewFromMemory(Enumerable.Repeat<byte[]>([0, 100, 200, 128], 256).SelectMany(pixel => pixel).ToArray(), 16, 16, 4, Enums.BandFormat.Uchar);
        using Image clearColour = clear.Copy(interpretation: Enums.Interpretation.Srgb);
        using Image halfColour = half.Copy(interpretation: Enums.Interpretation.Srgb);

        Assert.Equal([255, 255, 255], (await Decode(clearColour.PngsaveBuffer(), Small))[..3]);
        Assert.Equal([127, 177, 227], (await Decode(halfColour.PngsaveBuffer(), Small))[..3]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Every_orientation_is_set_upright_to_the_very_pixels(int orientation)
    {
        // What EXIF's number says is to be done, asked of libvips; ours cuts and turns by its own code.
        using Image photo = Tiny.Photo(60, 40);
        using Image tagged = photo.Mutate(image => image.Set(GValue.GIntType, "orientation", orientation));
        byte[] content = tagged.PngsaveBuffer(keep: Enums.ForeignKeep.Exif);
        using Image stored = Image.PngloadBuffer(content);
        using Image upright = stored.Autorot();

        byte[] actual = await Decode(content, new PixelSpec(upright.Width, upright.Height, ResizeRule.Squash));

        Assert.Equal(orientation >= 5 ? 40 : 60, upright.Width);
        Assert.Equal(upright.WriteToMemory<byte>(), actual);
    }

    [Fact]
    public void The_header_tells_format_and_stored_size()
    {
        using Image photo = Tiny.Photo(60, 40);
        PictureDecoder decoder = ImagesParts.Decoder();

        Assert.Equal(new PictureHeader(PictureFormat.Jpeg, 60, 40), decoder.Inspect(photo.JpegsaveBuffer()).Value);
        Assert.Equal(new PictureHeader(PictureFormat.Png, 60, 40), decoder.Inspect(photo.PngsaveBuffer()).Value);
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 60, 40), decoder.Inspect(photo.WebpsaveBuffer()).Value);
        Assert.Equal(PictureProblem.Corrupt, decoder.Inspect(ReadOnlyMemory<byte>.Empty).Failure?.Problem);
        Assert.Equal(PictureProblem.UnsupportedFormat, decoder.Inspect("BM......"u8.ToArray()).Failure?.Problem);
    }

    [Fact]
    public async Task A_picture_that_is_no_wider_than_asked_is_shown_as_it_is_unless_it_is_turned_or_a_copy_is_smaller()
    {
        using Image plain = Image.Black(300, 200, bands: 3);
        using Image line = plain.Mutate(image => image.DrawRect([255, 0, 0], 10, 10, 280, 1));
        using Image turned = line.Mutate(image => image.Set(GValue.GIntType, "orientation", 6));
        byte[] small = line.PngsaveBuffer();
        PictureDecoder decoder = ImagesParts.Decoder();

        EncodedPicture same = (await decoder.ResizeAsync(small, 300, Cancelled)).Value!;
        Assert.Equal("image/png", same.ContentType);
        Assert.Equal(small, same.Content);
        Assert.Equal("image/jpeg", (await decoder.ResizeAsync(small, 299, Cancelled)).Value!.ContentType);
        Assert.Equal("image/jpeg", (await decoder.ResizeAsync(turned.PngsaveBuffer(keep: Enums.ForeignKeep.Exif), 300, Cancelled)).Value!.ContentType);
        Assert.Equal("image/jpeg", (await decoder.ResizeAsync(line.PngsaveBuffer(compression: 0), 300, Cancelled)).Value!.ContentType);
    }

    [Fact]
    public async Task Copies_to_show_have_a_share_of_the_memory_and_a_search_does_not_wait_for_it()
    {
        PictureDecoder decoder = ImagesParts.Decoder();
        byte[] png = Tiny.Png();
        Task<PictureResult<EncodedPicture>> shown;
        using (await decoder.ShownMemory.RentAsync(long.MaxValue, Cancelled))
        {
            shown = decoder.ResizeAsync(png, 64, Cancelled);
            for (int i = 0; i < 20; i++)
            {
                Assert.True((await decoder.DecodeAsync(png, Small, Cancelled)).Succeeded);
            }

            Assert.False(shown.IsCompleted);
        }

        Assert.True((await shown).Succeeded);
    }

    [Fact]
    public async Task Content_inside_a_larger_buffer_is_read_alike()
    {
        byte[] png = Tiny.Png();
        byte[] buffer = [9, 9, .. png, 9];

        PictureResult<RgbPixels> result = await ImagesParts.Decoder().DecodeAsync(buffer.AsMemory(2, png.Length), Small, Cancelled);

        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task More_pixels_or_bytes_than_allowed_are_refused()
    {
        using Image photo = Tiny.Photo(100, 101);
        byte[] content = photo.PngsaveBuffer();

        Assert.Equal(PictureProblem.TooManyPixels, (await ImagesParts.Decoder(options => options.MaxPixels = 10_000).DecodeAsync(content, Small, Cancelled)).Failure?.Problem);
        Assert.Equal(PictureProblem.TooLarge, (await ImagesParts.Decoder(options => options.MaxBytes = 100).DecodeAsync(content, Small, Cancelled)).Failure?.Problem);
        using Image strip = Image.Black(65_536, 1);
        Assert.Equal(PictureProblem.TooManyPixels, ImagesParts.Decoder().Inspect(strip.PngsaveBuffer()).Failure?.Problem);
    }

    [Fact]
    public async Task Decoding_that_takes_too_long_is_stopped_and_called_damaged()
    {
        using Image large = Image.Black(6000, 5000, bands: 3);
        byte[] content = large.PngsaveBuffer(compression: 1);

        PictureResult<RgbPixels> result = await ImagesParts.Decoder(options => options.DecodeTimeout = TimeSpan.FromMilliseconds(2)).DecodeAsync(content, Small, Cancelled);

        Assert.Equal(PictureProblem.Corrupt, result.Failure?.Problem);
        Assert.Contains("too long", result.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_stops_the_decoder()
    {
        using Image large = Image.Black(6000, 5000, bands: 3);
        byte[] content = large.PngsaveBuffer(compression: 1);
        using CancellationTokenSource caller = new(TimeSpan.FromMilliseconds(20), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImagesParts.Decoder().DecodeAsync(content, Small, caller.Token));
    }

    [Fact]
    public async Task A_picture_that_needs_more_than_the_whole_budget_is_decoded_alone()
    {
        using Image photo = Tiny.Photo(900, 900);
        byte[] content = photo.JpegsaveBuffer(interlace: true);
        PictureDecoder decoder = ImagesParts.Decoder(options => options.DecodeMemoryBytes = 1);

        PictureResult<RgbPixels>[] results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => decoder.DecodeAsync(content, Small, Cancelled)));

        Assert.All(results, result => Assert.True(result.Succeeded));
    }

    [Fact]
    public async Task A_shown_copy_is_narrower_upright_and_without_metadata()
    {
        using Image photo = Tiny.Photo(600, 400);
        using Image tagged = photo.Mutate(image =>
        {
            image.Set(GValue.GIntType, "orientation", 6);
            image.Set(GValue.BlobType, "icc-profile-data", Image.ProfileLoad("p3"));
        });

        PictureResult<EncodedPicture> copy = await ImagesParts.Decoder().ResizeAsync(tagged.JpegsaveBuffer(keep: Enums.ForeignKeep.All), 100, Cancelled);

        Assert.Equal("image/jpeg", copy.Value?.ContentType);
        using Image shown = Image.JpegloadBuffer(copy.Value!.Content);
        Assert.Equal((100, 150), (shown.Width, shown.Height));
        Assert.False(shown.Contains("icc-profile-data"));
        Assert.False(shown.Contains("exif-data"));
    }

    [Fact]
    public async Task A_narrow_picture_keeps_its_size_and_a_bad_one_its_reason()
    {
        using Image photo = Tiny.Photo(60, 40);
        PictureDecoder decoder = ImagesParts.Decoder();

        PictureResult<EncodedPicture> copy = await decoder.ResizeAsync(photo.WebpsaveBuffer(), 100, Cancelled);
        PictureResult<EncodedPicture> bad = await decoder.ResizeAsync("no"u8.ToArray(), 100, Cancelled);

        using Image shown = Image.NewFromBuffer(copy.Value!.Content);
        Assert.Equal((60, 40), (shown.Width, shown.Height));
        Assert.Equal(PictureProblem.UnsupportedFormat, bad.Failure?.Problem);
    }

    [Fact]
    public void Libvips_opens_nothing_but_the_three_formats()
    {
        using Image photo = Tiny.Photo(8, 8);
        byte[] tiff = photo.TiffsaveBuffer();

        Assert.Throws<VipsException>(() => Image.NewFromBuffer(tiff));
        Assert.Throws<VipsException>(() => Image.NewFromFile("/etc/hostname"));
    }

    private static byte[] Tagged(byte red, byte green, byte blue, string profile) => Tagged(red, green, blue, Image.ProfileLoad(profile));

    private static byte[] Tagged(byte red, byte green, byte blue, byte[] profile)
    {
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([red, green, blue], 64 * 64).SelectMany(pixel => pixel)];
        using Image image = Image.NewFromMemory(pixels, 64, 64, 3, Enums.BandFormat.Uchar);
        using Image colour = image.Copy(interpretation: Enums.Interpretation.Srgb);
        using Image tagged = colour.Mutate(mutable => mutable.Set(GValue.BlobType, "icc-profile-data", profile));
        return tagged.PngsaveBuffer(keep: Enums.ForeignKeep.Icc);
    }

    // Display P3 has sRGB's curve and white and other primaries; the matrix is the product of the two published ones (SMPTE EG 432-1, IEC 61966-2-1).
    private static (double Red, double Green, double Blue) SrgbOfP3(byte red, byte green, byte blue)
    {
        double r = Linear(red);
        double g = Linear(green);
        double b = Linear(blue);
        return (Encoded((1.2249401 * r) - (0.2249404 * g)), Encoded((-0.0420569 * r) + (1.0420571 * g)), Encoded((-0.0196376 * r) - (0.0786361 * g) + (1.0982735 * b)));
    }

    private static double Linear(byte value) => value / 255.0 <= 0.04045 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);

    private static double Encoded(double value)
    {
        double clamped = Math.Clamp(value, 0, 1);
        return 255 * (clamped <= 0.0031308 ? clamped * 12.92 : (1.055 * Math.Pow(clamped, 1 / 2.4)) - 0.055);
    }

    private static async Task<byte[]> Decode(byte[] content, PixelSpec spec)
    {
        PictureResult<RgbPixels> result = await ImagesParts.Decoder().DecodeAsync(content, spec, Cancelled);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        return result.Value.Data;
    }
}
