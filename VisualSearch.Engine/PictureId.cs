using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VisualSearch.Engine;

/// <summary>Our id of one picture of one product: positive, given by the catalogue, never used again. Clients see it as the opaque <c>image_id</c>.</summary>
public readonly record struct PictureId(long Value)
{
    /// <summary>Reads the decimal form; false for anything that no catalogue ever gave out.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PictureId id)
    {
        bool parsed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0;
        id = parsed ? new PictureId(value) : default;
        return parsed;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
