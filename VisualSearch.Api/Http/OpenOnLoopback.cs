using System.Net;
using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Http;

/// <summary>
/// In Development, while no key is configured, requests of this machine may do everything. Not so what a proxy passed on, what a page of
/// another site has the developer's browser send, or what came under a name that only DNS turned into a loopback address.
/// </summary>
internal sealed partial class OpenOnLoopback(IHostEnvironment environment, IOptions<CorsOptions> cors, ILogger<OpenOnLoopback> logger)
{
    private int _said;

    public bool IsOpenFor(HttpContext context)
    {
        if (!environment.IsDevelopment() || !IsOfThisMachine(context))
        {
            return false;
        }

        if (Interlocked.Exchange(ref _said, 1) == 0)
        {
            Log.EverythingIsOpen(logger);
        }

        return true;
    }

    private bool IsOfThisMachine(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("X-Original-For") || request.Headers.ContainsKey("Forwarded"))
        {
            return false;
        }

        bool loopback = context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote);
        return loopback && IsLocalName(request.Host.Host) && IsOwnOrigin(request);
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool IsOwnOrigin(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return string.IsNullOrEmpty(origin)
            || origin.Equals($"{request.Scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase)
            || cors.Value.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No API key is configured: in Development every route is open to requests of this machine. Set Security:ApiKeys to close them")]
        public static partial void EverythingIsOpen(ILogger logger);
    }
}
