using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// What all processes that index have done of late, as they told the catalogue now and then: figures for operators, on which nothing depends.
/// Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.
/// </summary>
public sealed class IndexingHistory
{
    /// <summary>Ticks of one row: fine enough to tell the work of the last minute, and divides a minute.</summary>
    internal const long SliceTicks = 10 * TimeSpan.TicksPerSecond;

    /// <summary>The most minutes that can be asked for.</summary>
    public const int MostMinutes = 1440;

    /// <summary>How long rows are kept: a little more than can be asked for.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromMinutes(MostMinutes + 60);

    /// <summary>A process that was not heard of for longer is no longer shown.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal IndexingHistory(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Adds a process's work to what is known of it.</summary>
    /// <param name="seenAt">When its loop last went round.</param>
    internal Task AddAsync(string worker, DateTimeOffset seenAt, IReadOnlyList<IndexingSlice> slices, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            foreach (IndexingSlice slice in slices)
            {
                await context.Database.ExecuteSqlRawAsync(
                    CatalogueContext.AddToSlice, [slice.At, worker, seenAt.UtcTicks, slice.Products, slice.Pictures, slice.FailedPictures], token).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    /// <summary>The last minutes, the one that runs included.</summary>
    /// <param name="minutes">1 to <see cref="MostMinutes"/>.</param>
    public Task<IndexingActivity> ReadAsync(int minutes, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            long now = _time.GetUtcNow().UtcTicks;
            long first = (now / TimeSpan.TicksPerMinute) - minutes + 1;
            long since = first * TimeSpan.TicksPerMinute;
            var counted = await context.IndexingSlices.Where(s => s.At >= since && s.At <= now)
                .GroupBy(s => s.At / TimeSpan.TicksPerMinute)
                .Select(g => new { Minute = g.Key, Products = g.Sum(s => (long)s.Products), Pictures = g.Sum(s => (long)s.Pictures), Failed = g.Sum(s => (long)s.FailedPictures) })
                .ToDictionaryAsync(m => m.Minute, token).ConfigureAwait(false);

            long lastMinute = now - TimeSpan.TicksPerMinute;
            long lately = now - Lately.Ticks;
            var workers = await context.IndexingSlices.Where(s => s.At > lately)
                .GroupBy(s => s.Worker)
                .Select(g => new { Worker = g.Key, SeenAt = g.Max(s => s.SeenAt), LastMinute = g.Sum(s => s.At > lastMinute ? (long)s.Products : 0) })
                .OrderBy(w => w.Worker).ToListAsync(token).ConfigureAwait(false);

            List<IndexingSlice> recent = await context.IndexingSlices.Where(s => s.At > lastMinute && s.At <= now)
                .GroupBy(s => s.At)
                .Select(g => new IndexingSlice(g.Key, g.Sum(s => s.Products), g.Sum(s => s.Pictures), g.Sum(s => s.FailedPictures)))
                .ToListAsync(token).ConfigureAwait(false);

            return new IndexingActivity(
                IndexingRate.Of(recent, now),
                [.. workers.Select(w => new IndexingWorkerActivity(w.Worker, ProductMapping.Time(w.SeenAt), w.LastMinute))],
                [.. Enumerable.Range(0, minutes).Select(at => new DateTimeOffset((first + at) * TimeSpan.TicksPerMinute, TimeSpan.Zero)).Select(
                    at => counted.TryGetValue(at.UtcTicks / TimeSpan.TicksPerMinute, out var done) ? new IndexingMinute(at, done.Products, done.Pictures, done.Failed) : new IndexingMinute(at, 0, 0, 0))]);
        },
        cancellationToken);
}

/// <param name="Workers">Processes heard of in the last ten minutes, by name.</param>
/// <param name="Minutes">Oldest first, those without work included.</param>
public sealed record IndexingActivity(IndexingRate Rate, IReadOnlyList<IndexingWorkerActivity> Workers, IReadOnlyList<IndexingMinute> Minutes);

/// <param name="SeenAt">When its loop last went round, as far as it is known here.</param>
/// <param name="ProductsLastMinute">Products that it indexed, in every generation.</param>
public sealed record IndexingWorkerActivity(string Name, DateTimeOffset SeenAt, long ProductsLastMinute);

/// <param name="At">When the minute begins.</param>
/// <param name="Products">Indexed, in every generation.</param>
/// <param name="Pictures">Worked on: fetched and embedded, found unchanged, or failed.</param>
/// <param name="FailedPictures">Of these, failed attempts.</param>
public sealed record IndexingMinute(DateTimeOffset At, long Products, long Pictures, long FailedPictures);
