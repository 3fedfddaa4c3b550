namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary><see cref="FilterFields"/> in the form that a scan compares quickly.</summary>
/// <param name="Category">From the index's <see cref="NameTable"/>.</param>
/// <param name="Brand">From the index's <see cref="NameTable"/>.</param>
/// <param name="PriceMinor"><see cref="NoPrice"/> when not known.</param>
internal readonly record struct EntryFields(int Category, int Brand, long PriceMinor, Stock Stock)
{
    /// <summary>Lies below every bound, and a query with only an upper bound gets a lower one just above it.</summary>
    public const long NoPrice = long.MinValue;
}

internal enum Stock : byte
{
    Unknown,
    Out,
    In,
}
