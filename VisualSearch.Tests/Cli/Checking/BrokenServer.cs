using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Checking;

/// <summary>A server that answers as a whole Api does, but for the one promise that a test has it break; and that remembers what it was asked.</summary>
internal sealed class BrokenServer : IAsyncDisposable
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Expect", "Content-Length", "Transfer-Encoding", "Keep-Alive" };

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked = new();

    private BrokenServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Methods and paths, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <param name="change">May change the request before it goes on, and the answer before it goes back.</param>
    public static async Task<BrokenServer> StartAsync(ApiHost api, BrokenPromise change)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        WebApplication app = builder.Build();
        BrokenServer server = new(app);
        app.Run(context => server.AnswerAsync(api, change, context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(ApiHost api, BrokenPromise change, HttpContext context)
    {
        _asked.Enqueue($"{context.Request.Method} {context.Request.Path}");
        change.Request?.Invoke(context.Request);
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        PassedAnswer answer = change.Instead?.Invoke(context.Request, body.ToArray()) ?? await PassAsync(api, context, body.ToArray());
        answer = change.Answer?.Invoke(context.Request, body.ToArray(), answer) ?? answer;
        context.Response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        if (answer.Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static async Task<PassedAnswer> PassAsync(ApiHost api, HttpContext context, byte[] body)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (body.Length > 0 || context.Request.ContentType is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            if (!OfTheConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, [.. values]))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }

        using HttpResponseMessage answer = await api.Client.SendAsync(request, context.RequestAborted);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat<KeyValuePair<string, IEnumerable<string>>>(answer.Content.Headers))
        {
            if (!OfTheConnection.Contains(name))
            {
                headers[name] = string.Join(", ", values);
            }
        }

        return new PassedAnswer((int)answer.StatusCode, headers, await answer.Content.ReadAsByteArrayAsync(context.RequestAborted));
    }
}

/// <summary>An answer on its way through.</summary>
internal sealed record PassedAnswer(int Status, Dictionary<string, string> Headers, byte[] Body);

/// <summary>How a server goes wrong.</summary>
/// <param name="Answer">Changes answers; gets the request with its body.</param>
/// <param name="Request">Changes requests before they go on.</param>
/// <param name="Instead">Answers itself; null lets the request pass.</param>
internal sealed record BrokenPromise(
    Func<HttpRequest, byte[], PassedAnswer, PassedAnswer>? Answer = null,
    Action<HttpRequest>? Request = null,
    Func<HttpRequest, byte[], PassedAnswer?>? Instead = null);
