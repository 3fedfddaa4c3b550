using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>How the distributed mode uses Redis. Section <c>Redis</c>; where it is, and with which time-outs, says <c>ConnectionStrings:redis</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>Beginning of all keys and channels, so that two systems can share one Redis.</summary>
    [Required]
    [StringLength(100)]
    public string KeyPrefix { get; set; } = "visualsearch";

    /// <summary>How long a wake-up that was taken and not acknowledged is left to its taker before another gets it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleBeforeClaim { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a wake-up is handed out without being acknowledged before it is dropped; the sweeper finds its product again.</summary>
    [Range(1, 1000)]
    public int MaxDeliveries { get; set; } = 5;

    /// <summary>Wake-ups kept, give or take a hundred; the oldest are dropped first, and the sweeper finds their products. Some 100 bytes each.</summary>
    [Range(100, 100_000_000)]
    public int MaxLength { get; set; } = 100_000;

    /// <summary>Longest time between two looks at the queue while nobody says that something came.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
