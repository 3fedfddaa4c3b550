using System.Buffers.Binary;

namespace VisualSearch.Engine.Images;

/// <summary>Knows an sRGB profile, in whatever of its many editions, so that the pictures that carry one (most) need no conversion.</summary>
internal static class IccProfile
{
    // sRGB's primaries, adapted to D50: the columns of the matrix in every sRGB profile (IEC 61966-2-1).
    private static readonly (string Tag, double X, double Y, double Z)[] Primaries =
    [
        ("rXYZ", 0.4361, 0.2225, 0.0139),
        ("gXYZ", 0.3851, 0.7169, 0.0971),
        ("bXYZ", 0.1431, 0.0606, 0.7141),
    ];

    private static readonly string[] Curves = ["rTRC", "gTRC", "bTRC"];

    /// <summary>True when converting from this profile to sRGB would change nothing to speak of.</summary>
    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < 132 || !profile[16..].StartsWith("RGB "u8) || !profile[36..].StartsWith("acsp"u8))
        {
            return false;
        }

        foreach ((string tag, double x, double y, double z) in Primaries)
        {
            ReadOnlySpan<byte> data = Tag(profile, tag);
            if (data.Length < 20 || !Near(Fixed(data[8..]), x, 0.003) || !Near(Fixed(data[12..]), y, 0.003) || !Near(Fixed(data[16..]), z, 0.003))
            {
                return false;
            }
        }

        foreach (string tag in Curves)
        {
            ReadOnlySpan<byte> data = Tag(profile, tag);
            for (int i = 1; i < 16; i++)
            {
                double value = i / 16.0;
                if (Curve(data, value) is not { } linear || !Near(linear, Linear(value), 0.004))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, string name)
    {
        uint count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[128..]), (uint)(profile.Length - 132) / 12);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = profile.Slice(132 + (i * 12), 12);
            if (entry[0] == name[0] && entry[1] == name[1] && entry[2] == name[2] && entry[3] == name[3])
            {
                uint offset = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
                uint length = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
                return offset <= profile.Length && length <= profile.Length - offset ? profile.Slice((int)offset, (int)length) : default;
            }
        }

        return default;
    }

    // Only the two kinds that sRGB profiles use: a table, and the parametric curve of type 3.
    private static double? Curve(ReadOnlySpan<byte> data, double value)
    {
        if (data.Length >= 32 && data.StartsWith("para"u8) && data[9] == 3)
        {
            double gamma = Fixed(data[12..]);
            double slope = Fixed(data[16..]);
            double offset = Fixed(data[20..]);
            return value >= Fixed(data[28..]) ? Math.Pow((slope * value) + offset, gamma) : Fixed(data[24..]) * value;
        }

        if (data.Length < 14 || !data.StartsWith("curv"u8))
        {
            return null;
        }

        int count = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data[8..]), (uint)(data.Length - 12) / 2);
        if (count < 2)
        {
            return count == 1 ? Math.Pow(value, BinaryPrimitives.ReadUInt16BigEndian(data[12..]) / 256.0) : value;
        }

        double position = value * (count - 1);
        int below = Math.Min((int)position, count - 2);
        double low = BinaryPrimitives.ReadUInt16BigEndian(data[(12 + (below * 2))..]) / 65535.0;
        double high = BinaryPrimitives.ReadUInt16BigEndian(data[(14 + (below * 2))..]) / 65535.0;
        return low + ((high - low) * (position - below));
    }

    private static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double Fixed(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt32BigEndian(data) / 65536.0;

    private static bool Near(double value, double expected, double tolerance) => Math.Abs(value - expected) <= tolerance;
}
