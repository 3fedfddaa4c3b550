using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Api.Http;

/// <summary>A rate limit per client: the name of its API key, else its address. Off by default. Section <c>RateLimit</c>.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    public bool Enabled { get; set; }

    /// <summary>Requests per <see cref="Per"/> that a client may go on sending.</summary>
    [Range(1, 1_000_000)]
    public int Requests { get; set; } = 600;

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Per { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests that a client may send at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 100;
}
