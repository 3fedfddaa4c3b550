using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Indexing;

/// <summary>How the indexing loop works. Section <c>Indexing</c>.</summary>
public sealed class IndexingOptions
{
    public const string Section = "Indexing";

    /// <summary>Products claimed at once; also what a crash may have to do again.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Batches under way at once: while one is embedded, the pictures of the next are fetched.</summary>
    [Range(1, 8)]
    public int BatchesAtOnce { get; set; } = 2;

    /// <summary>How long a batch waits for its slowest pictures before what is done is written, and the rest goes on beside the next batches.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan BatchPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pictures in memory at once, from fetching to embedding. Bounds the memory: each may have <c>Images:MaxBytes</c>.</summary>
    [Range(1, 64)]
    public int PicturesAtOnce { get; set; } = 8;

    /// <summary>
    /// The name of this process among those that index one catalogue. One that keeps it over a restart goes on at once with what it had claimed; no two may have the same.
    /// Null makes one up at each start.
    /// </summary>
    public string? Worker { get; set; }

    /// <summary>How long a claim holds while its worker is silent; a living worker renews its claims.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between looks at which generation is active and whether its collection is there.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05")]
    public TimeSpan GenerationPoll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between sweeps.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a product that was queued is left to the queue before the sweeper queues it again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Products found by one sweep.</summary>
    [Range(1, 10_000)]
    public int SweepLimit { get; set; } = 1000;

    /// <summary>Attempts at a picture that fails for a passing reason, before it is given up.</summary>
    [Range(1, 100)]
    public int PictureAttempts { get; set; } = 8;

    /// <summary>Wait before the second attempt; four times as long before each further one, up to <see cref="LongestRetryDelay"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait between attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long the memory that bulk embedding needs is kept without work.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan IdleBeforeRelease { get; set; } = TimeSpan.FromSeconds(10);
}
