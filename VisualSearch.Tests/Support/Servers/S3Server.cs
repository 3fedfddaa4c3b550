using System.Diagnostics;
using System.Text.RegularExpressions;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Support.Servers;

/// <summary>An S3 server on a free loopback port, as <c>.ci/install-s3-server</c> installs it: it checks signatures, and lets in whoever sends none.</summary>
internal sealed partial class S3Server : IAsyncDisposable
{
    /// <summary>The one key that it knows, built in.</summary>
    public const string Key = "S3RVER";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<S3Server>> ForAll = new(StartAsync);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private Process? _process;

    private S3Server()
    {
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>One server for the whole run, started by the first test that asks. Tests keep apart by bucket.</summary>
    public static Task<S3Server> SharedAsync() => ForAll.Value;

    public static async ValueTask EndSharedAsync()
    {
        if (ForAll is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await ForAll.Value).DisposeAsync();
        }
    }

    /// <summary>A server of one test's own, to be stopped.</summary>
    public static async Task<S3Server> StartAsync()
    {
        S3Server server = new();
        await server.LaunchAsync();
        return server;
    }

    /// <summary>A new bucket.</summary>
    public async Task<string> AddBucketAsync()
    {
        string bucket = $"test-{Guid.NewGuid():N}";
        using HttpResponseMessage answer = await _client.PutAsync(new Uri(Address, bucket), null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return bucket;
    }

    /// <summary>Puts an object there as a stranger would whom the server trusts.</summary>
    public async Task PutAsync(string bucket, string key, byte[] content)
    {
        using ByteArrayContent body = new(content);
        using HttpResponseMessage answer = await _client.PutAsync(new Uri(Address, $"{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}"), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string bucket, string key)
    {
        using HttpResponseMessage answer = await _client.DeleteAsync(new Uri(Address, $"{bucket}/{key}"), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The listing as the server answers it.</summary>
    public Task<string> ListAsync(string bucket) => _client.GetStringAsync(new Uri(Address, $"{bucket}?list-type=2"), TestContext.Current.CancellationToken);

    /// <summary>Options that reach a bucket here.</summary>
    public S3Options OptionsOf(string? bucket, string secret = Key) => new() { ServiceUrl = Address.ToString(), Bucket = bucket, AccessKey = Key, SecretKey = secret };

    /// <summary>The same as settings.</summary>
    public (string Key, string Value)[] SettingsOf(string bucket) =>
        [("S3:ServiceUrl", Address.ToString()), ("S3:Bucket", bucket), ("S3:AccessKey", Key), ("S3:SecretKey", Key)];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Dispose();
    }

    private static string Installed()
    {
        string folder = Environment.GetEnvironmentVariable("VISUALSEARCH_S3_SERVER") is { Length: > 0 } named ? named : Repository.PathOf("artifacts", "s3-server");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@20minutes", "s3rver")))
        {
            const string Reason = "The S3 server of the tests is not installed: run .ci/install-s3-server";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("VISUALSEARCH_SERVERS_REQUIRED") == "1", Reason);
            throw new DirectoryNotFoundException(Reason);
        }

        return folder;
    }

    private async Task LaunchAsync()
    {
        ProcessStartInfo start = new(ServerProgram.Find("node", "nodejs")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Its page tokens are ciphers that newer libraries count as old.
        foreach (string argument in (string[])["--openssl-legacy-provider", Repository.PathOf(".ci", "s3-server", "server.js"), Installed(), _folder.Path])
        {
            start.ArgumentList.Add(argument);
        }

        TaskCompletionSource<int> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? string.Empty) is { Success: true } match)
            {
                listening.TrySetResult(int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
            }
        };
        process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? string.Empty);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The S3 server ended: " + string.Join('\n', said)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        Address = new Uri($"http://127.0.0.1:{await listening.Task.WaitAsync(Patience, TestContext.Current.CancellationToken)}/");
    }

    [GeneratedRegex(@"^listening on (\d+)$")]
    private static partial Regex Listening();
}
