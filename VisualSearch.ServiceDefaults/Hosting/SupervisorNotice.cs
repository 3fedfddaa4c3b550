using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VisualSearch.ServiceDefaults.Hosting;

/// <summary>
/// Tells whoever started this process, systemd as a rule, when it listens and when it begins to end: the protocol of sd_notify(3), datagrams of text to the
/// Unix socket that <c>NOTIFY_SOCKET</c> names. Without that variable it says nothing.
/// </summary>
/// <remarks>
/// The platform's own package speaks only when it can read that its parent is called systemd, which a unit with <c>ProtectProc=invisible</c> hides: such a unit
/// would wait for ever.
/// </remarks>
internal sealed partial class SupervisorNotice(IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<SupervisorNotice> logger) : IHostedService
{
    /// <summary>Set by the supervisor: a path, or <c>@</c> and a name in the abstract namespace.</summary>
    public const string SocketVariable = "NOTIFY_SOCKET";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[SocketVariable] is { Length: > 0 } socket)
        {
            // The server is the last to start, and this comes after it.
            lifetime.ApplicationStarted.Register(() => Tell(socket, "READY=1"u8));
            lifetime.ApplicationStopping.Register(() => Tell(socket, "STOPPING=1"u8));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Tell(string address, ReadOnlySpan<byte> state)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
            socket.Send(state);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            Log.NotTold(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The process that NOTIFY_SOCKET names could not be told the state of this one, and may end it")]
        public static partial void NotTold(ILogger logger, Exception failure);
    }
}
