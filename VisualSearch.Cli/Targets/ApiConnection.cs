using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Polly;
using Polly.Retry;

namespace VisualSearch.Cli.Targets;

/// <summary>The public contract of a running Api, seen from its client. Thread-safe.</summary>
internal sealed class ApiConnection : IDisposable
{
    /// <summary>Of every body in the contract.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Longest wait that a server may ask for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for an answer's headers, and again for its body or the next line of one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _retrying;

    private ApiConnection(HttpClient client, int retries, TimeProvider time)
    {
        _client = client;
        _time = time;
        _retrying = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = retries,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = LongestWait,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .HandleResult(answer => answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable),
                DelayGenerator = retry => ValueTask.FromResult(WaitAskedFor(retry.Outcome.Result)),
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public Uri Address => _client.BaseAddress!;

    /// <param name="retries">How often a request is made again when the server is busy or away.</param>
    /// <param name="time">Of the wait for an answer; the system's when null.</param>
    public static ApiConnection To(Uri address, string? apiKey, int retries = 5, TimeProvider? time = null)
    {
        string root = address.AbsoluteUri.EndsWith('/') ? address.AbsoluteUri : address.AbsoluteUri + "/";
#pragma warning disable RS0030 // One client for the whole command; a factory would have nothing to share it with.
        HttpClient client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false, ConnectCallback = ConnectAsync })
#pragma warning restore RS0030
        {
            BaseAddress = new Uri(root),
            // Each request has a limit of its own, or none.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("visualsearch", typeof(ApiConnection).Assembly.GetName().Version?.ToString(3)));
        if (!string.IsNullOrEmpty(apiKey))
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        return new ApiConnection(client, retries, time ?? TimeProvider.System);
    }

    /// <summary>Whether the server is alive, found out quickly.</summary>
    public async Task<bool> AnswersAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync("alive", limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Sends once, for whom a busy server is an answer too.</summary>
    /// <exception cref="ApiProblemException">No answer at all.</exception>
    public Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        SayingWhyAsync(() => SendAsync(request(), Patience, cancellationToken), cancellationToken);

    /// <summary>Sends once and waits for the answer as long as the server works on it: for what takes longer the larger the catalogue is.</summary>
    /// <exception cref="ApiProblemException">No answer at all.</exception>
    public Task<HttpResponseMessage> SendPatientlyAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        SayingWhyAsync(() => SendAsync(request(), Timeout.InfiniteTimeSpan, cancellationToken), cancellationToken);

    /// <summary>As <see cref="SendPatientlyAsync"/>, again while the server is busy or away: for what only reads.</summary>
    /// <exception cref="ApiProblemException">Anything but a success.</exception>
    public async Task<T> GetPatientlyAsync<T>(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SayingWhyAsync(
            () => _retrying.ExecuteAsync(async token => await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), Timeout.InfiniteTimeSpan, token), cancellationToken).AsTask(), cancellationToken);
        await ThrowOnProblemAsync(answer, cancellationToken);
        return await ReadBodyAsync<T>(answer, cancellationToken);
    }

    /// <summary>Sends once or, while the server is busy or away, a few times; problems are answers like others.</summary>
    /// <param name="request">Makes the request anew for each attempt. Relative addresses are taken from the server's.</param>
    /// <exception cref="ApiProblemException">No answer at all.</exception>
    public Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        SayingWhyAsync(() => _retrying.ExecuteAsync(async token => await SendAsync(request(), Patience, token), cancellationToken).AsTask(), cancellationToken);

    /// <exception cref="ApiProblemException">Anything but a success.</exception>
    public async Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(request, cancellationToken);
        await ThrowOnProblemAsync(answer, cancellationToken);
        return await ReadBodyAsync<T>(answer, cancellationToken);
    }

    /// <exception cref="ApiProblemException">The body is not what the contract says, or was cut off.</exception>
    public async Task<T> ReadBodyAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        return Parse<T>(answer, await ReadBytesAsync(answer, cancellationToken));
    }

    /// <summary>A body that has been read.</summary>
    /// <exception cref="ApiProblemException">It is not what the contract says.</exception>
    public T Parse<T>(HttpResponseMessage answer, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Json) ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new ApiProblemException($"The server at {Address} answered with something that is not of this contract; is it VisualSearch?", answer.StatusCode, null, failure);
        }
    }

    /// <summary>The whole body. An answer is there when its headers are, so that this is where a server that goes away, or goes silent, is noticed.</summary>
    /// <exception cref="ApiProblemException">It was cut off, or did not come in time; a passing one.</exception>
    public Task<byte[]> ReadBytesAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        ReceiveAsync(Address, _time, token => answer.Content.ReadAsByteArrayAsync(token), cancellationToken);

    /// <summary>Opens a body that is too long to be held.</summary>
    /// <exception cref="ApiProblemException">It cannot be had; a passing one.</exception>
    public async Task<StreamReader> OpenLinesAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new(await ReceiveAsync(Address, _time, token => answer.Content.ReadAsStreamAsync(token), cancellationToken));

    /// <returns>The next line; null at the end.</returns>
    /// <exception cref="ApiProblemException">The body was cut off, or nothing came for the time that an answer may take; a passing one.</exception>
    public Task<string?> ReadLineAsync(StreamReader lines, CancellationToken cancellationToken) =>
        ReceiveAsync(Address, _time, token => lines.ReadLineAsync(token).AsTask(), cancellationToken);

    /// <exception cref="ApiProblemException">Anything but a success.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => ReadAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <exception cref="ApiProblemException">The answer is not a success; the message is the problem's own words.</exception>
    public static async Task ThrowOnProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        ApiProblem? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize<ApiProblem>(await ReceiveAsync(answer.RequestMessage?.RequestUri, TimeProvider.System, token => answer.Content.ReadAsByteArrayAsync(token), cancellationToken), Json);
        }
        catch (Exception unknown) when (unknown is JsonException or ApiProblemException)
        {
            // Not ours, not a problem, or cut off; the status says what there is to say.
        }

        throw new ApiProblemException(problem?.Spoken ?? $"The server answered {(int)answer.StatusCode}.", answer.StatusCode, problem?.Code);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>With keep-alive, by which a server that vanished is told from one that works for hours.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silent = new(patience, _time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silent.Token);
        using (request)
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
    }

    private async Task<HttpResponseMessage> SayingWhyAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException failure)
        {
            throw new ApiProblemException($"The server at {Address} does not answer: {failure.Message}", null, null, failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiProblemException($"The server at {Address} did not answer in time.", null, null, failure);
        }
    }

    /// <summary>As <see cref="SayingWhyAsync"/>, for what comes after the headers: there the limit of the request no longer counts.</summary>
    private static async Task<T> ReceiveAsync<T>(Uri? address, TimeProvider time, Func<CancellationToken, Task<T>> receive, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silent = new(Patience, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silent.Token);
        try
        {
            return await receive(limit.Token);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw new ApiProblemException($"The server at {address} stopped in the middle of its answer.", null, null, cut);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiProblemException($"The server at {address} went silent in the middle of its answer.", null, null, failure);
        }
    }

    private static TimeSpan? WaitAskedFor(HttpResponseMessage? answer) =>
        answer?.Headers.RetryAfter?.Delta is { } wait ? TimeSpan.FromTicks(Math.Min(wait.Ticks, LongestWait.Ticks)) : null;
}
