using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VisualSearch.Benchmarks.Measuring;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>A server that the distributed mode needs, as a process in a folder of its own on a free loopback port. Disposing ends it and removes the folder.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly string _folder;

    private ServerProcess(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Postgres as in production: what it answers for is on the disk. As root it runs as the user <c>postgres</c> of Debian's package.</summary>
    public static async Task<ServerProcess> StartPostgresAsync(CancellationToken cancellationToken)
    {
        string programs = Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).FirstOrDefault()
            ?? throw new FileNotFoundException("Postgres is not on this machine: install the package postgresql");
        string folder = Path.Combine(Path.GetTempPath(), $"visualsearch-postgres-{Guid.NewGuid():N}");
        using (Process initialising = Start(AsPostgres([Path.Combine(programs, "initdb"), "-D", folder, "-U", "visualsearch", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]), Path.GetTempPath()))
        {
            await initialising.WaitForExitAsync(cancellationToken);
        }

        int port = LoopbackPort.Free();
        string[] line =
        [
            Path.Combine(programs, "postgres"), "-D", folder, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "max_connections=200",
        ];
        return await UntilListeningAsync(new ServerProcess(Start(AsPostgres(line), Path.GetTempPath()), folder, port), cancellationToken);
    }

    public static Task<ServerProcess> StartRedisAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("visualsearch-redis-").FullName;
        int port = LoopbackPort.Free();
        return UntilListeningAsync(
            new ServerProcess(Start(["redis-server", "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], folder), folder, port), cancellationToken);
    }

    /// <summary>The stand-in for Qdrant.</summary>
    public static Task<ServerProcess> StartVectorsAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("visualsearch-vectors-").FullName;
        int port = LoopbackPort.Free();
        return UntilListeningAsync(
            new ServerProcess(Start(["dotnet", Checkout.Program("VisualSearch.QdrantStandIn"), "--port", port.ToString(CultureInfo.InvariantCulture)], folder), folder, port), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Postgres has children of its own, and no need to end well.
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] AsPostgres(string[] line) => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. line] : line;

    private static Process Start(string[] line, string folder)
    {
        Process process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })
            ?? throw new InvalidOperationException($"{line[0]} did not start");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<ServerProcess> UntilListeningAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            while (!await AnswersAsync(server.Port, cancellationToken))
            {
                if (server._process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
                {
                    throw new InvalidOperationException("A server did not start");
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
