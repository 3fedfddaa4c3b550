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
        limiter.OnRejected = (rejected, _) => RefuseAsync(rejected, "This client sends more requests than RateLimit allows.");
        if (!limit.Enabled)
        {
            return;
        }

        TokenBucketRateLimiterOptions bucket = EvenBucket.Of(limit.Requests, limit.Per, limit.Burst);
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

    /// <summary>Answers 429 and says how long to wait.</summary>
    internal static async ValueTask RefuseAsync(OnRejectedContext rejected, string detail)
    {
        HttpContext context = rejected.HttpContext;
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait))
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await Problems.WriteAsync(context, ProblemCodes.TooManyRequests, detail);
    }
}
