using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Benchmarks.Pictures;

/// <summary>Serves pictures from memory over HTTP on loopback, as a shop would.</summary>
internal sealed class PictureHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PictureHost(WebApplication app) => _app = app;

    public static async Task<PictureHost> StartAsync(byte[][] pictures, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "image/jpeg";
            return context.Response.Body.WriteAsync(pictures[int.Parse(context.Request.Path.Value!.AsSpan(1), CultureInfo.InvariantCulture)], context.RequestAborted).AsTask();
        });
        await app.StartAsync(cancellationToken);
        return new PictureHost(app);
    }

    public string AddressOf(int picture) => string.Create(CultureInfo.InvariantCulture, $"{_app.Urls.Single()}/{picture}");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
