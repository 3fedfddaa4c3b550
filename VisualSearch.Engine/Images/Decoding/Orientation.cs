namespace VisualSearch.Engine.Images;

/// <summary>EXIF's eight ways in which a picture may lie, as steps to set it upright: columns and rows exchanged, and which of the stored ones count from the end.</summary>
internal readonly record struct Orientation(bool Turned, bool MirrorX, bool MirrorY)
{
    /// <summary>From EXIF's number; anything but 2 to 8 is upright.</summary>
    public static Orientation Of(int exif) => exif is >= 2 and <= 8 ? new(exif >= 5, exif is 2 or 3 or 7 or 8, exif is 3 or 4 or 6 or 7) : default;

    public bool Upright => this == default;

    /// <summary>The stored columns and rows that hold a rectangle of the upright picture; ends are exclusive.</summary>
    public ((int From, int To) Columns, (int From, int To) Rows) Stored((int From, int To) across, (int From, int To) down, int width, int height)
    {
        (int From, int To) columns = Turned ? down : across;
        (int From, int To) rows = Turned ? across : down;
        return (MirrorX ? (width - columns.To, width - columns.From) : columns, MirrorY ? (height - rows.To, height - rows.From) : rows);
    }
}
