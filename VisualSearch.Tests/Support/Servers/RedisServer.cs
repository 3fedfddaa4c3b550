using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace VisualSearch.Tests.Support.Servers;

/// <summary>A Redis of the tests' own on a free loopback port, nothing of it kept on the disk. Disposing ends it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<Task<RedisServer>> ForAll = new(() => StartAsync());

    private readonly string[] _arguments;
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private RedisServer(string[] arguments) => _arguments = arguments;

    public int Port { get; private set; }

    /// <summary>As the product takes it. Time-outs are long, because this machine is busy with tests; a test of them gives its own.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},syncTimeout=30000,connectTimeout=10000,allowAdmin=true";

    /// <summary>One server for the whole run, started by the first test that asks. Tests keep apart by key prefix and neither empty nor stop it.</summary>
    /// <remarks>Where no Redis is installed the test is skipped, or fails when <c>VISUALSEARCH_SERVERS_REQUIRED=1</c>.</remarks>
    public static Task<RedisServer> SharedAsync() => ForAll.Value;

    /// <summary>Ends the shared server, if one was started.</summary>
    public static async ValueTask EndSharedAsync()
    {
        if (ForAll is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await ForAll.Value).DisposeAsync();
        }
    }

    /// <summary>A server of one test's own.</summary>
    /// <param name="arguments">Settings of redis-server: <c>--cluster-enabled yes</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        RedisServer server = new(arguments);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Ends the process, without a chance to say good-bye; what it held is lost.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts the process, on the same port if it ran before, and returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            bool again = Port != 0;
            Port = again ? Port : LoopbackPort.Free();
            Process process = Launch();
            if (await AnswersAsync(process))
            {
                _process = process;
                return;
            }

            process.Dispose();
            Port = again ? Port : 0;
            Assert.True(attempt < 5, "redis-server ended as soon as it was started");
        }
    }

    /// <summary>The process stops doing anything, with all its connections open.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>The frozen process goes on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Asks the server something, beside what the product does.</summary>
    public async Task<RedisResult> AskAsync(string command, params object[] arguments)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private Process Launch()
    {
        ProcessStartInfo start = new(ServerProgram.Find("redis-server", "redis-server"))
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])["--port", $"{Port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no", "--daemonize", "no", .. _arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        Orphans.Watch(process);
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>False when the process ended instead, as it does when another program took the port.</summary>
    private async Task<bool> AnswersAsync(Process process)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!process.HasExited)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
                return !process.HasExited;
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        return false;
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]) ?? throw new Win32Exception("kill did not start");
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }
}
