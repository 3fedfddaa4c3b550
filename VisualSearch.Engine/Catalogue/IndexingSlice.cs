namespace VisualSearch.Engine.Catalogue;

/// <summary>Work done in <see cref="IndexingHistory.SliceTicks"/>.</summary>
/// <param name="At">UTC ticks at which the slice begins.</param>
/// <param name="Pictures">Worked on, failed ones included.</param>
internal sealed record IndexingSlice(long At, int Products, int Pictures, int FailedPictures)
{
    public static long BeginOf(DateTimeOffset time) => time.UtcTicks / IndexingHistory.SliceTicks * IndexingHistory.SliceTicks;

    public static IndexingSlice operator +(IndexingSlice one, IndexingSlice other) =>
        one with { Products = one.Products + other.Products, Pictures = one.Pictures + other.Pictures, FailedPictures = one.FailedPictures + other.FailedPictures };
}
