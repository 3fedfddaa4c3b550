using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Tests.Support;

/// <summary>A shop's picture server on loopback that answers as the test says and counts who asks.</summary>
internal sealed class PictureServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, int, Task>> _answers = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();

    private PictureServer(WebApplication app) => _app = app;

    public static async Task<PictureServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        PictureServer server = new(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Serves the picture, with an ETag; returns its address.</summary>
    public string Serve(string name, byte[] picture) => Serve(name, (context, _) =>
    {
        string etag = $"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture))[..16]}\"";
        context.Response.Headers.ETag = etag;
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "image/jpeg";
        return context.Response.Body.WriteAsync(picture).AsTask();
    });

    /// <param name="answer">Gets the request and how often this name was asked for, this time included.</param>
    public string Serve(string name, Func<HttpContext, int, Task> answer)
    {
        _answers[name] = answer;
        return $"{_app.Urls.Single()}/{name}";
    }

    /// <summary>How often the name was asked for.</summary>
    public int Asked(string name) => _asked.GetValueOrDefault(name);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        string name = context.Request.Path.Value!.TrimStart('/');
        int times = _asked.AddOrUpdate(name, 1, (_, before) => before + 1);
        if (_answers.TryGetValue(name, out Func<HttpContext, int, Task>? answer))
        {
            return answer(context, times);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
