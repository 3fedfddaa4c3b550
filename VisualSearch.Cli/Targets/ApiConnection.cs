using System.Net;
using System.Net.Http.Headers;
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

    private readonly HttpClient _client;
    private readonly ResiliencePipeline<HttpResponseMessage> _retrying;

    private ApiConnection(HttpClient client, int retries)
    {
        _client = client;
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
    public static ApiConnection To(Uri address, string? apiKey, int retries = 5)
    {
        string root = address.AbsoluteUri.EndsWith('/') ? address.AbsoluteUri : address.AbsoluteUri + "/";
#pragma warning disable RS0030 // One client for the whole command; a factory would have nothing to share it with.
        HttpClient client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false })
#pragma warning restore RS0030
        {
            BaseAddress = new Uri(root),
            Timeout = TimeSpan.FromMinutes(2),
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("visualsearch", typeof(ApiConnection).Assembly.GetName().Version?.ToString(3)));
        if (!string.IsNullOrEmpty(apiKey))
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        return new ApiConnection(client, retries);
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
        SayingWhyAsync(() => SendAsync(request(), cancellationToken), cancellationToken);

    /// <summary>Sends once or, while the server is busy or away, a few times; problems are answers like others.</summary>
    /// <param name="request">Makes the request anew for each attempt. Relative addresses are taken from the server's.</param>
    /// <exception cref="ApiProblemException">No answer at all.</exception>
    public Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        SayingWhyAsync(() => _retrying.ExecuteAsync(async token => await SendAsync(request(), token), cancellationToken).AsTask(), cancellationToken);

    /// <exception cref="ApiProblemException">Anything but a success.</exception>
    public async Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(request, cancellationToken);
        await ThrowOnProblemAsync(answer, cancellationToken);
        return await ReadBodyAsync<T>(answer, cancellationToken);
    }

    /// <exception cref="ApiProblemException">The body is not what the contract says.</exception>
    public async Task<T> ReadBodyAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync<T>(body, Json, cancellationToken) ?? throw new JsonException("null");
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            throw new ApiProblemException($"The server at {Address} answered with something that is not of this contract; is it VisualSearch?", answer.StatusCode, null, failure);
        }
    }

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
            problem = JsonSerializer.Deserialize<ApiProblem>(await answer.Content.ReadAsStringAsync(cancellationToken), Json);
        }
        catch (JsonException)
        {
            // Not ours, or not a problem; the status says what there is to say.
        }

        throw new ApiProblemException(problem?.Spoken ?? $"The server answered {(int)answer.StatusCode}.", answer.StatusCode, problem?.Code);
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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

    private static TimeSpan? WaitAskedFor(HttpResponseMessage? answer) =>
        answer?.Headers.RetryAfter?.Delta is { } wait ? TimeSpan.FromTicks(Math.Min(wait.Ticks, LongestWait.Ticks)) : null;
}
