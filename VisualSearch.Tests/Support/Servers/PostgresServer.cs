using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace VisualSearch.Tests.Support.Servers;

/// <summary>A Postgres of the tests' own on a free loopback port, in a folder of its own, careless of power losses. Disposing ends it and removes the folder.</summary>
/// <remarks>Postgres refuses to run as root, so then it runs as the user <c>postgres</c> that its package makes.</remarks>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "visualsearch";
    private const string Package = "postgresql";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<PostgresServer>> ForAll = new(() => StartAsync());

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"postgres-{Guid.NewGuid():N}");
    private readonly string[] _settings;
    private readonly ConcurrentBag<string> _names = [];
    private Process? _process;
    private int _databases;

    private PostgresServer(string[] settings) => _settings = settings;

    public int Port { get; private set; }

    /// <summary>One server for the whole run, started by the first test that asks. Tests keep apart by database, and neither stop it nor change its settings.</summary>
    /// <remarks>Where no Postgres is installed the test is skipped, or fails when <c>VISUALSEARCH_SERVERS_REQUIRED=1</c>.</remarks>
    public static Task<PostgresServer> SharedAsync() => ForAll.Value;

    /// <summary>Ends the shared server, if one was started.</summary>
    public static async ValueTask EndSharedAsync()
    {
        if (ForAll is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await ForAll.Value).DisposeAsync();
        }
    }

    /// <summary>A server of one test's own.</summary>
    /// <param name="settings">As postgres takes them after <c>-c</c>: <c>max_connections=10</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        PostgresServer server = new(settings);
        await server.InitialiseAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>As the product takes it.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Database = database }.ToString();

    /// <summary>A new database; empty, or a copy of another one to which nobody is connected.</summary>
    /// <remarks>It takes the name of one that was dropped, if there is any: for each connection string EF Core builds its model and its queries anew, and keeps them as long as the process lives.</remarks>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        string name = _names.TryTake(out string? before) ? before : $"test_{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"}");
        return name;
    }

    /// <summary>Drops a database, once: afterwards its name may be another's.</summary>
    public async Task DropDatabaseAsync(string name)
    {
        await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        _names.Add(name);
    }

    /// <summary>Runs a statement as the owner of everything.</summary>
    public async Task ExecuteAsync(string statement, string database = "postgres")
    {
        await using NpgsqlConnection connection = new(ConnectionString(database) + ";Pooling=false;Timeout=30");
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts it, on the same port if it ran before, and returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            bool again = Port != 0;
            Port = again ? Port : LoopbackPort.Free();
            Process process = Start("postgres", ["-D", _folder, "-p", $"{Port}", .. Settings()]);
            Orphans.Watch(process, "QUIT"); // on its own end it ends its children, and gives back what it shares with them
            if (await AnswersAsync(process))
            {
                _process = process;
                return;
            }

            process.Dispose();
            Port = again ? Port : 0;
            Assert.True(attempt < 5, "postgres ended as soon as it was started");
        }
    }

    /// <summary>Ends it: sessions are thrown out, what was committed stays.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Ends it as a crash does.</summary>
    public Task CrashAsync() => EndAsync("QUIT");

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Starts a program of Postgres, as a user that may.</summary>
    private static Process Start(string name, params string[] arguments)
    {
        string[] places = Directory.Exists("/usr/lib/postgresql") ? [.. Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))] : [];
        string[] line = [ServerProgram.Find(name, Package, places), .. arguments];
        string[] all = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. line] : line;
        ProcessStartInfo start = new(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task InitialiseAsync()
    {
        using Process process = Start("initdb", "-D", _folder, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, "initdb failed");
    }

    private IEnumerable<string> Settings() =>
        ((string[])["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300", "shared_buffers=64MB", .. _settings])
        .SelectMany(setting => new[] { "-c", setting });

    private async Task<bool> AnswersAsync(Process process)
    {
        long start = Stopwatch.GetTimestamp();
        while (!process.HasExited)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return true;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                // Not at once: the server that is starting needs the processor.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        return false;
    }

    private async Task EndAsync(string signal)
    {
        if (_process is { } process)
        {
            _process = null;
            using Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
