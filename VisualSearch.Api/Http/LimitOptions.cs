using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Api.Http;

/// <summary>How much work is taken on at once. Section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Searches inside at the same time, their bodies included: this bounds memory; the model has a queue of its own.</summary>
    [Range(1, 10_000)]
    public int ConcurrentSearches { get; set; } = 64;

    /// <summary>Searches that may wait for a place; further ones get 429 at once.</summary>
    [Range(0, 100_000)]
    public int WaitingSearches { get; set; } = 512;

    /// <summary>How long a search waits for a place before its 429.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan WaitForPlace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After this a request is given up and answered with 503, uploads included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);
}
