using System.Globalization;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Admin;

/// <param name="GenerationId">Of the active generation.</param>
/// <param name="Vectors">That searches look through.</param>
/// <param name="LagSeconds">Age of the oldest change that is not indexed; 0 when nothing is pending.</param>
/// <param name="OldestPendingAt">When that change was made; null when nothing is pending.</param>
/// <param name="Queue">Null while the queue is away.</param>
/// <param name="SecondsLeft">What is pending at the present throughput; null when nothing is pending, nothing moves, or another generation is filled as well.</param>
/// <param name="Workers">Processes that index and were heard of in the last ten minutes, by name.</param>
/// <param name="History">Oldest minute first, the present one last; minutes without work included.</param>
internal sealed record StatusJson(
    string Version,
    EngineMode Mode,
    string Model,
    string GenerationId,
    ProductCountsJson Products,
    PictureCountsJson Pictures,
    long Vectors,
    double LagSeconds,
    DateTimeOffset? OldestPendingAt,
    QueueJson? Queue,
    ThroughputJson Throughput,
    double? SecondsLeft,
    IReadOnlyList<IndexWorkerJson> Workers,
    IReadOnlyList<IndexingMinuteJson> History)
{
    /// <param name="alone">There is no other generation, whose work would be in the throughput too.</param>
    public static StatusJson Of(EngineMode mode, OpenIndex index, IndexStatus status, IndexCount count, IndexingActivity activity, IndexQueueFacts? queue, bool alone) => new(
        ApiDocument.Version,
        mode,
        index.Model.Name,
        index.Generation.Id.ToString(CultureInfo.InvariantCulture),
        // Counted a moment apart, so that what is new may be pending already and in no total yet.
        new ProductCountsJson(count.Products, Math.Max(0, count.Products - status.Pending - count.FailedProducts), status.Pending, count.FailedProducts),
        new PictureCountsJson(count.Pictures.Total, count.Pictures.Indexed, count.Pictures.Pending, count.Pictures.Failed, count.Pictures.PutOff),
        status.Vectors,
        Math.Round(status.Lag.TotalSeconds, 1),
        status.OldestPending,
        queue is null ? null : new QueueJson(queue.Waiting, queue.Taken, queue.OldestAge is { } age ? Math.Round(age.TotalSeconds, 1) : null),
        new ThroughputJson(Math.Round(activity.Rate.ProductsPerSecond, 2), Math.Round(activity.Rate.PicturesPerSecond, 2)),
        alone && activity.Rate.TimeFor(status.Pending) is { } left ? Math.Round(left.TotalSeconds) : null,
        [.. activity.Workers.Select(worker => new IndexWorkerJson(worker.Name, worker.SeenAt, worker.ProductsLastMinute))],
        [.. activity.Minutes.Select(minute => new IndexingMinuteJson(minute.At, minute.Products, minute.Pictures, minute.FailedPictures))]);
}

/// <param name="Total">Living products.</param>
/// <param name="Indexed">Processed, and not failed.</param>
/// <param name="Pending">Whose current version is not processed, deleted ones included that are still in the index.</param>
/// <param name="Failed">Of which no picture could be indexed and at least one failed for good.</param>
internal sealed record ProductCountsJson(long Total, long Indexed, long Pending, long Failed);

/// <summary>Pictures of living products; the four add up to the total.</summary>
/// <param name="Indexed">Found by searches, with nothing left to do.</param>
/// <param name="Pending">Waits for an attempt, and is not found until then.</param>
/// <param name="Failed">Given up; where somebody asked for another attempt, until it is made.</param>
/// <param name="PutOff">Failed for now, with the next attempt ahead; those included that are found by what they showed before.</param>
internal sealed record PictureCountsJson(long Total, long Indexed, long Pending, long Failed, long PutOff);

/// <param name="Waiting">Wake-ups that wait.</param>
/// <param name="Taken">Wake-ups that are being worked on, where the queue knows.</param>
/// <param name="OldestAgeSeconds">How long ago the oldest of both was put in; null when there is none.</param>
internal sealed record QueueJson(long Waiting, long Taken, double? OldestAgeSeconds);

/// <summary>Over the last minute, or since work began in it; of every generation that is filled.</summary>
internal sealed record ThroughputJson(double ProductsPerSecond, double PicturesPerSecond);

/// <param name="LastSeenAt">When its loop last went round, to about a minute.</param>
internal sealed record IndexWorkerJson(string Name, DateTimeOffset LastSeenAt, long ProductsLastMinute);

/// <param name="At">When the minute begins.</param>
/// <param name="Products">Indexed.</param>
/// <param name="Pictures">Worked on: embedded, found unchanged, or failed.</param>
/// <param name="FailedPictures">Of these, failed attempts.</param>
internal sealed record IndexingMinuteJson(DateTimeOffset At, long Products, long Pictures, long FailedPictures);
