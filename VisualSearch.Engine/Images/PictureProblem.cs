namespace VisualSearch.Engine.Images;

/// <summary>Everything that can be wrong with a picture. Closed: a host maps each to its answer.</summary>
public enum PictureProblem
{
    /// <summary>Not a JPEG, PNG or WebP by its bytes.</summary>
    UnsupportedFormat,

    /// <summary>More bytes than <c>Images:MaxBytes</c>.</summary>
    TooLarge,

    /// <summary>More pixels than <c>Images:MaxPixels</c>, by its header.</summary>
    TooManyPixels,

    /// <summary>Empty, truncated, damaged, or too slow to decode.</summary>
    Corrupt,

    /// <summary>An address that must not be connected to, or another scheme.</summary>
    ForbiddenAddress,

    /// <summary>DNS, refused, time-out, a status of 400 or more, or a kept picture that is gone.</summary>
    Unreachable,

    /// <summary>A kind of reference for which this installation has no source (an <c>s3://</c> picture without an endpoint).</summary>
    NotConfigured,
}
