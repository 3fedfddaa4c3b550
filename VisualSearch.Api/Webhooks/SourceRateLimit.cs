using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using VisualSearch.Api.Http;

namespace VisualSearch.Api.Webhooks;

/// <summary>One bucket of tokens per source of events, where <see cref="WebhookOptions.EventsPerMinute"/> bounds it.</summary>
internal sealed class SourceRateLimit(IOptions<WebhookOptions> options) : IRateLimiterPolicy<string>
{
    public const string Policy = "webhooks";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; } =
        (rejected, _) => ClientRateLimit.RefuseAsync(rejected, "This source sends more events than Webhooks:EventsPerMinute allows.");

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
    {
        WebhookOptions limit = options.Value;
        string source = ClientRateLimit.ClientOf(httpContext);
        if (limit.EventsPerMinute == 0)
        {
            return RateLimitPartition.GetNoLimiter(source);
        }

        return RateLimitPartition.GetTokenBucketLimiter(source, _ => EvenBucket.Of(limit.EventsPerMinute, TimeSpan.FromMinutes(1), limit.Burst));
    }
}
