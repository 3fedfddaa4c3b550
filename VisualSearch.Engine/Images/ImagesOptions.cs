using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Images;

/// <summary>Bounds for pictures that come from outside. Section <c>Images</c>.</summary>
public sealed class ImagesOptions
{
    public const string Section = "Images";

    /// <summary>The most bytes of one picture.</summary>
    [Range(1024, 1 << 30)]
    public int MaxBytes { get; set; } = 20_971_520;

    /// <summary>The most pixels of one picture, by its header; four samples of each must fit into one array. No side may be longer than 65,535 in any case.</summary>
    [Range(1, 500_000_000)]
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>Private networks (CIDR, <c>10.1.0.0/16</c>) from which pictures may be fetched.</summary>
    [Required]
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Declares that the folder of kept pictures is shared by every process of a distributed installation.</summary>
    public bool SharedFolder { get; set; }

    /// <summary>Bytes that all decoding together may take, by estimate; one picture that needs more is decoded alone.</summary>
    [Range(1 << 20, 1L << 40)]
    public long DecodeMemoryBytes { get; set; } = 268_435_456;

    /// <summary>The longest that one picture may take to decode, waiting for memory not counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan DecodeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that fetching one picture may take: names, redirects and retries included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that making one connection may take, the name's look-up included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest silence of a server, before its answer and between two pieces of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many redirects are followed.</summary>
    [Range(0, 5)]
    public int MaxRedirects { get; set; } = 4;

    /// <summary>How often a fetch that failed for a passing reason is tried again at once.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    /// <summary>The wait before the first retry; it doubles with each and is spread by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Megabytes (of 1,048,576 bytes) of smaller copies that are kept for pages; the least recently used go first. 0 = none are kept.</summary>
    [Range(0, 1 << 20)]
    public int ThumbnailCacheMegabytes { get; set; } = 512;
}
