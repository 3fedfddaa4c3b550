using System.Net;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>
/// Sends requests and maps what goes wrong. Everything that is sent here can be sent twice with the same effect, so failures that pass by themselves are tried again:
/// no connection, a broken one, 408, 429, 502, 503 and 504.
/// </summary>
internal sealed class QdrantClient : IDisposable
{
    /// <summary>The name that its handler is registered under.</summary>
    public const string Handler = "qdrant";

    // A server that asks for longer is left alone by everybody; the caller hears of it.
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(1);

    private readonly QdrantConnection _connection;
    private readonly QdrantOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <param name="handlers">Makes the handler under <see cref="Handler"/>; a host may have put one before it that looks up names of servers.</param>
    public QdrantClient(QdrantConnection connection, QdrantOptions options, IHttpMessageHandlerFactory handlers, TimeProvider time)
    {
        _connection = connection;
        _options = options;
        _time = time;
        _http = new HttpMessageInvoker(handlers.CreateHandler(Handler), disposeHandler: false);
    }

    public static string PathOf(string collection, string rest = "") => $"collections/{Uri.EscapeDataString(collection)}{rest}";

    public static SocketsHttpHandler MakeHandler(QdrantOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,

        // The server closes a connection that was idle for 5 s; a request on one just closed would fail for nothing.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    /// <summary>Sends until it is answered; other answers than 2xx come back as they are.</summary>
    /// <param name="body">Made anew for each attempt.</param>
    /// <exception cref="VectorIndexUnavailableException">No answer, or one that says that the server cannot serve now.</exception>
    public async Task<QdrantReply> SendAsync(HttpMethod method, string path, Func<HttpContent?>? body, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        for (int attempt = 0; ; attempt++)
        {
            VectorIndexUnavailableException failure;
            try
            {
                QdrantReply reply = await SendOnceAsync(method, path, body?.Invoke(), either.Token).ConfigureAwait(false);
                if (!IsPassing(reply.Status))
                {
                    return reply;
                }

                failure = Unavailable(reply);
                reply.Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                failure = new VectorIndexUnavailableException(Explain(exception as HttpRequestException), exception);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new VectorIndexUnavailableException(
                    exception.InnerException is TimeoutException
                        ? $"No connection to Qdrant at {_connection.Endpoint} could be made within {_options.ConnectTimeout}."
                        : $"Qdrant at {_connection.Endpoint} did not answer within {limit}.",
                    exception);
            }

            if (attempt >= _options.Retries || failure.RetryAfter > LongestPatience)
            {
                throw failure;
            }

            if (!await WaitAsync(failure, attempt, either.Token).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw failure;
            }
        }
    }

    /// <summary>Sends and takes nothing but success.</summary>
    /// <exception cref="VectorIndexUnavailableException">No answer, none that helps, or the collection is gone.</exception>
    /// <exception cref="InvalidOperationException">The server finds fault with the request itself, which is a mistake of ours.</exception>
    public async Task<QdrantReply> CallAsync(HttpMethod method, string path, Func<HttpContent?>? body, TimeSpan limit, CancellationToken cancellationToken)
    {
        QdrantReply reply = await SendAsync(method, path, body, limit, cancellationToken).ConfigureAwait(false);
        if (reply.Succeeded)
        {
            return reply;
        }

        using (reply)
        {
            throw FailureOf(reply);
        }
    }

    public Exception FailureOf(QdrantReply reply)
    {
        string complaint = reply.Complaint();
        return reply.Status switch
        {
            HttpStatusCode.NotFound when complaint.StartsWith("Not found: Collection", StringComparison.Ordinal) =>
                new VectorIndexUnavailableException($"Qdrant at {_connection.Endpoint} does not have the collection: {complaint}") { CollectionLost = true },
            HttpStatusCode.Unauthorized => new VectorIndexUnavailableException(
                $"Qdrant at {_connection.Endpoint} refuses the key ({complaint}): set Key in {QdrantConnection.Setting} to the server's service.api_key."),
            HttpStatusCode.Forbidden => new VectorIndexUnavailableException(
                $"Qdrant at {_connection.Endpoint} does not allow writing with this key ({complaint}): Key in {QdrantConnection.Setting} must be one that may write and make collections."),
            HttpStatusCode.NotFound => new VectorIndexUnavailableException($"What answers at {_connection.Endpoint} does not know Qdrant's routes ({(int)reply.Status}); is it Qdrant's REST port (6333)?"),
            >= HttpStatusCode.InternalServerError => Unavailable(reply),
            _ => new InvalidOperationException($"Qdrant answered {(int)reply.Status}: {complaint}"),
        };
    }

    public void Dispose() => _http.Dispose();

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout;

    private VectorIndexUnavailableException Unavailable(QdrantReply reply) =>
        new($"Qdrant at {_connection.Endpoint} cannot serve now ({(int)reply.Status} {reply.Complaint()}).") { RetryAfter = reply.RetryAfter };

    private string Explain(HttpRequestException? exception) => exception?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"The name {_connection.Endpoint.Host} of Qdrant could not be resolved.",
        HttpRequestError.ConnectionError => $"Qdrant at {_connection.Endpoint} could not be reached.",
        HttpRequestError.SecureConnectionError => $"No secure connection could be made to Qdrant at {_connection.Endpoint}.",
        HttpRequestError.InvalidResponse => $"What answers at {_connection.Endpoint} does not speak HTTP/1.1; is it Qdrant's REST port (6333, and not 6334)?",
        _ => $"The connection to Qdrant at {_connection.Endpoint} broke.",
    };

    private async Task<QdrantReply> SendOnceAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, new Uri(_connection.Endpoint, path)) { Content = body };
        if (_connection.Key is not null)
        {
            request.Headers.TryAddWithoutValidation("api-key", _connection.Key);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await QdrantReply.ReadAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False when there was no time left to wait.</returns>
    private async Task<bool> WaitAsync(VectorIndexUnavailableException failure, int attempt, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // Chance spreads retries; nobody gains by guessing it.
        TimeSpan spread = _options.RetryDelay * Math.Pow(2, attempt) * (0.5 + Random.Shared.NextDouble());
#pragma warning restore CA5394
        try
        {
            await Task.Delay(failure.RetryAfter > spread ? failure.RetryAfter.Value : spread, _time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
