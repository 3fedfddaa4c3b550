using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api;

/// <summary>Once the server listens, says in the data folder where: other programs on this machine then work through it instead of being refused the folder.</summary>
internal sealed partial class AddressAnnouncement(IServer server, IHostApplicationLifetime lifetime, CatalogueStartup catalogue, ILogger<AddressAnnouncement> logger) : IHostedService
{
    /// <summary>Hosts that stand for every address of the machine.</summary>
    private static readonly HashSet<string> AnyHost = ["0.0.0.0", "[::]", "*", "+"];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first address of a kind that a client on this machine can use, plain HTTP before HTTPS; null when there is none, a Unix socket alone for instance.</summary>
    internal static Uri? Reachable(IEnumerable<string> addresses) => addresses
        .Select(address => BindingAddress.Parse(address))
        .Where(address => !address.IsUnixPipe && !address.IsNamedPipe && address.Scheme is "http" or "https")
        .OrderBy(address => address.Scheme, StringComparer.Ordinal)
        .Select(address => new UriBuilder(address.Scheme, AnyHost.Contains(address.Host) ? "localhost" : address.Host, address.Port, address.PathBase).Uri)
        .FirstOrDefault();

    private void Announce()
    {
        try
        {
            if (Reachable(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) is { } address)
            {
                catalogue.Announce(address);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotAnnounced(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The address could not be written into the data folder; the command line needs --url to find this server")]
        public static partial void NotAnnounced(ILogger logger, Exception exception);
    }
}
