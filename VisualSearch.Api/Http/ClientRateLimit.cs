using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Http;

/// <summary>One bucket of tokens per client, filled evenly.</summary>
internal sealed class ClientRateLimit(IOptions<RateLimitOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions limiter)
    {
        RateLimitOptions limit = options.Value;
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = RefuseAsync;
        if (!limit.Enabled)
        {
            return;
        }

        // Filled once per token, but no finer than the timer can keep.
        TimeSpan perToken = limit.Per / limit.Requests;
        int tokens = Math.Max(1, (int)Math.Ceiling(TimeSpan.FromMilliseconds(100) / perToken));
        TokenBucketRateLimiterOptions bucket = new()
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = Math.Min(tokens, limit.Burst),
            ReplenishmentPeriod = perToken * tokens,
            QueueLimit = 0,
            AutoReplenishment = true,
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(ClientOf(context), _ => bucket));
    }

    internal static string ClientOf(HttpContext context) =>
        context.Features.Get<ApiKeyOwner>() is { } owner ? "key:" + owner.Name : "address:" + AddressOf(context.Connection.RemoteIpAddress);

    // One subscriber has a whole /64 of IPv6 addresses.
    private static string AddressOf(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 16 ? Convert.ToHexString(bytes, 0, 8) : address.ToString();
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        HttpContext context = rejected.HttpContext;
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait))
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await Problems.WriteAsync(context, ProblemCodes.TooManyRequests, "This client sends more requests than RateLimit allows.");
    }
}
