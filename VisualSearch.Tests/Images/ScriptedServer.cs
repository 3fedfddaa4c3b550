using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VisualSearch.Tests.Images;

/// <summary>A server on loopback that answers each request with the very bytes a test wants, or with none.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private readonly Task _accepting;

    /// <param name="answer">Gets the request's head and the connection, which is closed when it returns.</param>
    public ScriptedServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Heads of all requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static ScriptedServer Answering(byte[] content, string head = "HTTP/1.1 200 OK\r\nETag: \"v1\"") =>
        new((_, stream, token) => SendAsync(stream, head + $"\r\nContent-Length: {content.Length}\r\nConnection: close", content, token));

    public static async Task SendAsync(Stream stream, string head, byte[] content, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }

    public string Address(string path = "/picture.jpg", string host = "127.0.0.1") => $"http://{host}:{Port}{path}";

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        // Before the listener goes: the loop may be between two connections, and a stopped listener takes the next call for a mistake.
        await _accepting;
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                StringBuilder head = new();
                byte[] one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _closed.Token) == 1)
                {
                    head.Append((char)one[0]);
                }

                Requests.Enqueue(head.ToString());
                await _answer(head.ToString(), stream, _closed.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
