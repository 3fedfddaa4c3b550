using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>The parts of Images, put together for a test.</summary>
internal static class ImagesParts
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public static ImagesMetrics Metrics { get; } = new(Services.GetRequiredService<IMeterFactory>());

    public static PictureDecoder Decoder(Action<ImagesOptions>? configure = null)
    {
        ImagesOptions options = new();
        configure?.Invoke(options);
        return new PictureDecoder(Options.Create(options), Metrics, TimeProvider.System);
    }

    /// <summary>A fetcher that may reach this machine, and knows no name but those of <paramref name="names"/>.</summary>
    public static WebPictures Web(Action<ImagesOptions>? configure = null, Func<string, IPAddress[]>? names = null)
    {
        ImagesOptions options = new() { RetryDelay = TimeSpan.Zero, Retries = 0 };
        options.AllowedNetworks.Add("127.0.0.0/8");
        configure?.Invoke(options);
        return new WebPictures(Options.Create(options), TimeProvider.System, (host, _) => Task.FromResult(names?.Invoke(host) ?? []));
    }
}
