namespace VisualSearch.Engine.Catalogue;

/// <summary>How fast all processes together index, over the last minute, or since work began in it.</summary>
public sealed record IndexingRate(double ProductsPerSecond, double PicturesPerSecond)
{
    /// <param name="recent">Slices of the last minute; those without work may be missing.</param>
    /// <param name="now">UTC ticks.</param>
    internal static IndexingRate Of(IEnumerable<IndexingSlice> recent, long now)
    {
        IndexingSlice[] worked = [.. recent.Where(slice => slice.Products > 0 || slice.Pictures > 0)];
        if (worked.Length == 0)
        {
            return new IndexingRate(0, 0);
        }

        // Of work that began seconds ago a whole minute would tell a fraction of the speed, and many times the time left. Less than a slice tells nothing at all.
        double seconds = Math.Max(now - worked.Min(slice => slice.At), IndexingHistory.SliceTicks) / (double)TimeSpan.TicksPerSecond;
        return new IndexingRate(worked.Sum(slice => (long)slice.Products) / seconds, worked.Sum(slice => (long)slice.Pictures) / seconds);
    }

    /// <summary>How long the rest takes at this rate; null when nothing is left or nothing moves.</summary>
    public TimeSpan? TimeFor(long products) => products <= 0 || ProductsPerSecond <= 0 ? null : TimeSpan.FromSeconds(Math.Min(products / ProductsPerSecond, TimeSpan.MaxValue.TotalSeconds / 2));
}
