using System.Net;
using System.Net.Sockets;

namespace VisualSearch.Tests.Support;

/// <summary>A port for a program that cannot choose one for itself and say which.</summary>
internal static class LoopbackPort
{
    /// <summary>One that is free now: another program may take it first, so whoever starts a server tries again with another.</summary>
    public static int Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
