namespace VisualSearch.Engine.Images;

/// <summary>Knows a picture by its first bytes; what a sender declares is not believed.</summary>
internal static class PictureSignature
{
    /// <summary>Bytes enough to know any of the formats.</summary>
    public const int Length = 12;

    private static ReadOnlySpan<byte> Png => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null when it is none of the formats that are read.</summary>
    public static PictureFormat? Of(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            return PictureFormat.Jpeg;
        }

        if (content.StartsWith(Png))
        {
            return PictureFormat.Png;
        }

        return content.Length >= Length && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? PictureFormat.WebP : null;
    }

    /// <summary>Why these bytes are not worth opening; null when they are one of the formats.</summary>
    public static PictureFailure? Refusal(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return new(PictureProblem.Corrupt, "The picture is empty (0 bytes).");
        }

        return Of(content) is null ? new(PictureProblem.UnsupportedFormat, "The file is not a JPEG, PNG or WebP picture; these formats are read.") : null;
    }
}
