using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VisualSearch.Benchmarks.Measuring;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>The real Api, or Indexer, as a process of its own, Release build, in the mode that its settings ask for, on a free loopback port.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private const string Api = "VisualSearch.Api";
    private const string Indexer = "VisualSearch.Indexer";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly Queue<string?> _said = new();

    private ApiProcess(Process process, HttpClient http)
    {
        _process = process;
        Http = http;
    }

    public HttpClient Http { get; }

    /// <summary>From starting the process to the first answer that says ready.</summary>
    public TimeSpan StartTime { get; private set; }

    public static Task<ApiProcess> StartAsync(DataFolder folder, Dictionary<string, string?> settings, CancellationToken cancellationToken) => StartAsync(Api, folder, settings, cancellationToken);

    public static Task<ApiProcess> StartIndexerAsync(DataFolder folder, Dictionary<string, string?> settings, CancellationToken cancellationToken) => StartAsync(Indexer, folder, settings, cancellationToken);

    /// <summary>What the process has had of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in MB, as the system counts it.</summary>
    public double ResidentMegabytes()
    {
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public Task<JsonElement> SearchByImageAsync(byte[] picture, int limit, CancellationToken cancellationToken) =>
        SearchByImageAsync(picture, "image/jpeg", limit, cancellationToken);

    public async Task<JsonElement> SearchByImageAsync(byte[] picture, string type, int limit, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(picture);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using HttpResponseMessage answer = await Http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/search/by-image?limit={limit}"), content, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    public Task<JsonElement> SearchByTextAsync(string query, CancellationToken cancellationToken) => SearchByTextAsync(query, "semantic", cancellationToken);

    public async Task<JsonElement> SearchByTextAsync(string query, string mode, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await Http.PostAsJsonAsync("/api/v1/search/by-text", new { query, mode }, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>How many products wait to be indexed.</summary>
    public async Task<long> PendingAsync(CancellationToken cancellationToken) => (await HealthAsync(cancellationToken)).GetProperty("queue").GetProperty("pending").GetInt64();

    /// <summary>The detailed health, whatever its state.</summary>
    public async Task<JsonElement> HealthAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await Http.GetAsync("/api/v1/health/detailed", cancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process.HasExited)
        {
            await Console.Error.WriteLineAsync($"The process ended by itself with {_process.ExitCode}. It said last:{Environment.NewLine}{string.Join(Environment.NewLine, _said)}");
        }
        else
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<ApiProcess> StartAsync(string program, DataFolder folder, Dictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        int port = LoopbackPort.Free();
        ProcessStartInfo start = new("dotnet", [Checkout.Program(program), "--contentRoot", folder.Root, "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Root,
        };

        // Development on loopback without a key: writes are open.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach ((string key, string? value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), Timeout = Patience };
        long started = Stopwatch.GetTimestamp();
        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        ApiProcess api = new(process, http);
        api.Listen();
        try
        {
            await api.UntilReadyAsync(started, cancellationToken);
            return api;
        }
        catch
        {
            // Left running it would be measured with whatever comes next.
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps the process's last words for the case that it fails.</summary>
    private void Listen()
    {
        void Keep(string? line)
        {
            lock (_said)
            {
                _said.Enqueue(line);
                if (_said.Count > 40)
                {
                    _said.Dequeue();
                }
            }
        }

        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task UntilReadyAsync(long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await Http.GetAsync("/health", cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    StartTime = Stopwatch.GetElapsedTime(started);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet, or gone: looked at below.
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"The process did not become ready. It said last:{Environment.NewLine}{string.Join(Environment.NewLine, _said)}");
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
