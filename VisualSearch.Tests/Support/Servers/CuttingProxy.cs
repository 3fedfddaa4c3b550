using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VisualSearch.Tests.Support.Servers;

/// <summary>Stands before a server on the loopback and hands everything on, until it sees a text that it waits for: then it lets the server have that, and hangs up before the answer.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _server;
    private readonly Task _accepting;
    private byte[]? _awaited;

    /// <param name="server">A port.</param>
    public CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Cuts the next connection that sends this text, and no other after it.</summary>
    public void CutAt(string text) => _awaited = Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using CancellationTokenSource cut = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        using TcpClient here = client;
        using TcpClient there = new();
        await there.ConnectAsync(IPAddress.Loopback, _server, CancellationToken.None);
        await Task.WhenAny(HandOnAsync(here.GetStream(), there.GetStream(), cutting: true, cut), HandOnAsync(there.GetStream(), here.GetStream(), cutting: false, cut));
        await cut.CancelAsync();
        if (there.Connected)
        {
            // What was sent arrives: the server reads until the end of the stream.
            there.Client.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task HandOnAsync(NetworkStream from, NetworkStream to, bool cutting, CancellationTokenSource cut)
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cut.Token)) > 0)
            {
                bool last = cutting && _awaited is { } awaited && buffer.AsSpan(0, read).IndexOf(awaited) >= 0;
                if (last)
                {
                    // First: not a byte of the answer may pass.
                    _awaited = null;
                    await cut.CancelAsync();
                }

                await to.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                if (last)
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
