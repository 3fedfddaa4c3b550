using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using VisualSearch.Api.Http;

namespace VisualSearch.Api.Webhooks;

/// <summary>One bucket of tokens per source of events, where <see cref="WebhookOptions.EventsPerMinute"/> bounds it.</summary>
internal sealed class SourceRateLimit(IOptions<WebhookOptions> options, WebhookMetrics metrics) : IRateLimiterPolicy<string>
{
    public const string Policy = "webhooks";

    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => RefuseAsync;

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
    {
        WebhookOptions limit = options.Value;
        string source = ClientRateLimit.ClientOf(httpContext);
        if (limit.EventsPerMinute == 0)
        {
            return RateLimitPartition.GetNoLimiter(source);
        }

        // Whole tokens: a rate below one a second is filled less often instead.
        int tokens = Math.Max(1, limit.EventsPerMinute / 60);
        return RateLimitPartition.GetTokenBucketLimiter(source, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = Math.Min(tokens, limit.Burst),
            ReplenishmentPeriod = limit.EventsPerMinute >= 60 ? Refill * (tokens * 60.0 / limit.EventsPerMinute) : TimeSpan.FromMinutes(1) / limit.EventsPerMinute,
            QueueLimit = 0,
            AutoReplenishment = true,
        });
    }

    private async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        HttpContext context = rejected.HttpContext;
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait))
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        metrics.EventAnswered(WebhookMetrics.Limited);
        await Problems.WriteAsync(context, ProblemCodes.TooManyRequests, "This source sends more events than Webhooks:EventsPerMinute allows.");
    }
}
