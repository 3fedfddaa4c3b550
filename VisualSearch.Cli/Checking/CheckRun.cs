using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Checking;

/// <summary>A server under check: how checks speak to it, and what they share.</summary>
/// <param name="server">With the user's key.</param>
/// <param name="anonymous">The same server without one.</param>
internal sealed class CheckRun(ApiConnection server, ApiConnection anonymous, TimeProvider time)
{
    private OwnProducts? _products;

    /// <summary>Why products cannot be written; null when they can.</summary>
    public string? WritingRefused { get; private set; }

    /// <summary>Why searches and reads are refused; null when they are not.</summary>
    public string? ReadingRefused { get; private set; }

    /// <summary>Why an operator's routes are refused; null when they are not.</summary>
    public string? AdministeringRefused { get; private set; }

    /// <summary>The server's description of itself.</summary>
    public ServerRoutes Routes { get; private set; } = ServerRoutes.Unknown;

    /// <summary>Products that the checks made.</summary>
    public OwnProducts Products => _products ??= new OwnProducts(this, time);

    /// <summary>Finds out what may be done.</summary>
    /// <param name="readOnly">Nothing that writes is to be tried.</param>
    /// <exception cref="ApiProblemException">The server does not answer.</exception>
    public async Task BeginAsync(bool readOnly, CancellationToken cancellationToken)
    {
        Routes = ServerRoutes.Of(await SendAsync(HttpMethod.Get, "openapi/v1.json", cancellationToken));
        Reply read = await SendAsync(HttpMethod.Get, "api/v1/products?limit=1", cancellationToken);
        ReadingRefused = RefusalOf(read, "read");
        WritingRefused = readOnly ? "Left out by --read-only." : RefusalOf(await SendAsync(HttpMethod.Delete, $"api/v1/products/ext:{OwnProducts.NewExternalId()}", cancellationToken), "write");
        AdministeringRefused = WritingRefused ?? RefusalOf(await AdminChecks.ProbeAsync(this, cancellationToken), "admin");
    }

    public string? RefusalOf(CheckNeeds needs) => needs switch
    {
        CheckNeeds.Administering => AdministeringRefused,
        CheckNeeds.Writing => WritingRefused ?? ReadingRefused,
        CheckNeeds.Reading => ReadingRefused,
        _ => null,
    };

    public Task<Reply> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken) => SendAsync(method, path, null, null, cancellationToken);

    public Task<Reply> SendAsync(HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellationToken) => SendAsync(method, path, body, null, cancellationToken);

    /// <param name="prepare">Adds headers.</param>
    /// <exception cref="ApiProblemException">No answer at all.</exception>
    public Task<Reply> SendAsync(HttpMethod method, string path, Func<HttpContent>? body, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken) =>
        SendAsync(server, method, path, body, prepare, cancellationToken);

    /// <summary>As one who has no key, or another one.</summary>
    /// <param name="key">Null for none.</param>
    public Task<Reply> SendAsStrangerAsync(HttpMethod method, string path, string? key, CancellationToken cancellationToken) => SendAsync(
        anonymous,
        method,
        path,
        null,
        request =>
        {
            if (key is not null)
            {
                request.Headers.Add("X-Api-Key", key);
            }
        },
        cancellationToken);

    private async Task<Reply> SendAsync(ApiConnection connection, HttpMethod method, string path, Func<HttpContent>? body, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        HttpResponseMessage answer = await connection.SendOnceAsync(
            () =>
            {
                HttpRequestMessage request = new(method, path) { Content = body?.Invoke() };
                prepare?.Invoke(request);
                return request;
            },
            cancellationToken);
        return await Reply.ReadAsync(connection, answer, time, started, cancellationToken);
    }

    private static string? RefusalOf(Reply reply, string scope) =>
        reply.Status is 401 or 403 ? $"Needs a key with the scope {scope}: the server answers {reply.Came}. Give one in VISUALSEARCH_API_KEY." : null;
}
