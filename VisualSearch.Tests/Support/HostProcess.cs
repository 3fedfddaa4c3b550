using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VisualSearch.Tests.Support;

/// <summary>The Api or the Indexer as it was built, in a process of its own: for what only the end of a process can show. Disposing kills it.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    public const string Api = "VisualSearch.Api";
    public const string Indexer = "VisualSearch.Indexer";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpClient? _client;
    private bool _disposed;

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public HttpClient Client => _client ?? throw new InvalidOperationException("The process does not serve.");

    /// <summary>Everything it wrote so far, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the process and returns when it serves.</summary>
    /// <param name="folder">The content root.</param>
    public static Task<HostProcess> StartAsync(string folder, params (string Key, string Value)[] settings) => StartAsync(Api, folder, settings);

    /// <param name="program">The program's assembly: <see cref="Api"/> or <see cref="Indexer"/>.</param>
    /// <param name="folder">The content root.</param>
    /// <param name="environment">Variables besides the tests' own.</param>
    public static async Task<HostProcess> StartAsync(string program, string folder, (string Key, string Value)[] settings, params (string Name, string Value)[] environment)
    {
        HostProcess api = Launch(program, folder, settings, environment);
        Uri? address;
        try
        {
            address = await api._listening.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.True(address is not null, "The process ended before it served:\n" + api.Output);
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }

        api._client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        return api;
    }

    /// <summary>Runs a process that is expected to refuse.</summary>
    /// <returns>Its exit code and all it wrote.</returns>
    public static Task<(int ExitCode, string Output)> RunToEndAsync(string folder, params (string Key, string Value)[] settings) => RunToEndAsync(Api, folder, settings);

    /// <inheritdoc cref="RunToEndAsync(string, ValueTuple{string, string}[])"/>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string program, string folder, (string Key, string Value)[] settings)
    {
        await using HostProcess api = Launch(program, folder, settings);
        await api._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return (api._process.ExitCode, api.Output);
    }

    /// <summary>Resident memory now and at its highest, in bytes.</summary>
    public (long Now, long Peak) Memory()
    {
        _process.Refresh();
        return (_process.WorkingSet64, _process.PeakWorkingSet64);
    }

    /// <summary>SIGKILL: the process gets no chance to do anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Client.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;

    /// <summary>The sum of a metric's series.</summary>
    public async Task<double> MetricAsync(string name) => Prometheus.Sum(await Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), name);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _client?.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static HostProcess Launch(string program, string folder, (string Key, string Value)[] settings, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        BuiltProgram.BeBrief(start);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(BuiltProgram.PathOf(program, program));
        Add(start, ("urls", "http://127.0.0.1:0"), ("environment", "Development"), ("Logging:Files:Directory", string.Empty), ("Embedding:Model", "efficientnet-lite1-240"));
        Add(start, settings);
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        HostProcess api = new(process);
        process.OutputDataReceived += api.Read;
        process.ErrorDataReceived += api.Read;
        process.Exited += (_, _) => api._listening.TrySetResult(null);
        process.Start();
        Orphans.Watch(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return api;
    }

    private static void Add(ProcessStartInfo start, params (string Key, string Value)[] settings)
    {
        foreach ((string key, string value) in settings)
        {
            start.ArgumentList.Add($"--{key}={value}");
        }
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        _output.Enqueue(line.Data);
        if (Listening().Match(line.Data) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}
