namespace VisualSearch.Engine.Catalogue;

/// <summary>A range of time in equal parts that begin at round times, UTC; the first and the last may reach over its ends.</summary>
/// <param name="First">Ticks at which the first begins, in units of <paramref name="Width"/>.</param>
/// <param name="Count">1 to <see cref="Most"/>.</param>
internal readonly record struct SearchBuckets(TimeSpan Width, long First, int Count)
{
    public const int Most = 120;

    private static readonly TimeSpan[] Widths = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];

    /// <summary>The finest of a minute, five minutes, an hour, six hours and a day of which there are not too many.</summary>
    /// <param name="to">Exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or has too many days.</exception>
    public static SearchBuckets Of(DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        foreach (TimeSpan width in Widths)
        {
            long first = from.UtcTicks / width.Ticks;
            long count = ((to.UtcTicks - 1) / width.Ticks) - first + 1;
            if (count <= Most)
            {
                return new SearchBuckets(width, first, (int)count);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(to), to, $"More than {Most} days.");
    }

    public DateTimeOffset BeginOf(int bucket) => new((First + bucket) * Width.Ticks, TimeSpan.Zero);
}
