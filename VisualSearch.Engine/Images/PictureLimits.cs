using System.Globalization;

namespace VisualSearch.Engine.Images;

/// <summary>The sentences for pictures beyond the limits.</summary>
internal static class PictureLimits
{
    public static PictureFailure TooLarge(int maxBytes) =>
        new(PictureProblem.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The picture has more than {maxBytes:N0} bytes."));

    public static PictureFailure TooManyPixels(int width, int height, long maxPixels, int longestSide) =>
        new(PictureProblem.TooManyPixels, string.Create(CultureInfo.InvariantCulture, $"The picture has {width:N0} x {height:N0} pixels; at most {maxPixels:N0} are read, and no side over {longestSide:N0}."));
}
