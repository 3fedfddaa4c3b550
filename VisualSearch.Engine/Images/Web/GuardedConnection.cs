using System.Net;
using System.Net.Sockets;

namespace VisualSearch.Engine.Images;

/// <summary>Opens connections to permitted addresses only. The address that is checked is the one that is connected to, so a name that changes its mind in between gains nothing.</summary>
internal sealed class GuardedConnection(ForbiddenNetworks networks, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>. Throws <see cref="ForbiddenAddressException"/> when no address of the host may be connected to.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(target.Host.Trim('[', ']'), out IPAddress? literal)
            ? [literal]
            : await resolve(target.Host, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        IPAddress[] permitted = [.. addresses.Where(address => !networks.Forbids(address))];
        if (permitted.Length == 0)
        {
            throw new ForbiddenAddressException();
        }

        for (int i = 0; ; i++)
        {
            Socket socket = new(permitted[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(permitted[i], target.Port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i < permitted.Length - 1)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>Every address of a host is forbidden. Never leaves <see cref="WebPictures"/>.</summary>
internal sealed class ForbiddenAddressException() : IOException("No address of this host may be connected to");
